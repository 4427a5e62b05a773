// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Says what it likes: anyone's symbol, and Transfer events that moved nothing.
contract FakeToken {
    string public name;
    string public symbol;
    uint8 public decimals;

    event Transfer(address indexed from, address indexed to, uint256 value);

    constructor(string memory name_, string memory symbol_, uint8 decimals_) {
        name = name_;
        symbol = symbol_;
        decimals = decimals_;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        emit Transfer(msg.sender, to, value);
        return true;
    }

    function claim(address from, address to, uint256 value) external {
        emit Transfer(from, to, value);
    }

    /// Pretends in the name of a real transaction's other logs: a transfer of `token` and one of its own.
    function mix(address token, address to, uint256 value) external {
        emit Transfer(msg.sender, to, value);
        (bool done,) = token.call(abi.encodeWithSignature("transfer(address,uint256)", to, value));
        require(done, "not paid");
    }
}
