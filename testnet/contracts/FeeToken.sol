// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Keeps a part of each transfer for its owner and says so in a second Transfer, after the main one.
contract FeeToken {
    string public name = "Toll Dollar";
    string public symbol = "TOLL";
    uint8 public constant decimals = 6;
    uint256 public totalSupply = 10 ** 21;
    address public owner;
    uint256 public basisPointsRate;
    mapping(address => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    constructor(uint256 basisPoints) {
        owner = msg.sender;
        basisPointsRate = basisPoints;
        balanceOf[msg.sender] = totalSupply;
        emit Transfer(address(0), msg.sender, totalSupply);
    }

    function setRate(uint256 basisPoints) external {
        require(msg.sender == owner, "not the owner");
        basisPointsRate = basisPoints;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 fee = value * basisPointsRate / 10000;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(msg.sender, to, value - fee);
        if (fee > 0) {
            balanceOf[owner] += fee;
            emit Transfer(msg.sender, owner, fee);
        }
        return true;
    }
}
