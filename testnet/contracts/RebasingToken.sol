// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Balances are shares of a pool that grows: `balance = shares * liquidity / totalShares`. Interest raises
/// every balance without an event; a transfer rounds down twice, so one or two units fewer arrive than were
/// sent; a fee is taken on the recipient's side, with a Transfer of its own to the owner before the main one.
contract RebasingToken {
    string public name = "Growing Unit";
    string public symbol = "GROW";
    uint8 public constant decimals = 6;
    address public owner;
    uint256 public basisPointsRate;
    uint256 public totalShares;
    uint256 public totalLiquidity;
    mapping(address => uint256) public sharesOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    constructor() {
        owner = msg.sender;
        totalShares = 10 ** 18;
        totalLiquidity = 10 ** 18;
        sharesOf[msg.sender] = totalShares;
        emit Transfer(address(0), msg.sender, totalLiquidity);
    }

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    function totalSupply() external view returns (uint256) {
        return totalLiquidity;
    }

    function balanceOf(address holder) public view returns (uint256) {
        return units(sharesOf[holder]);
    }

    function setRate(uint256 basisPoints) external onlyOwner {
        require(basisPoints < 20, "too high");
        basisPointsRate = basisPoints;
    }

    /// Every balance grows; no event.
    function distributeInterest(uint256 amount) external onlyOwner {
        totalLiquidity += amount;
    }

    /// A holder's shares are gone; no Transfer event.
    function destroyBlackFunds(address holder) external onlyOwner {
        totalLiquidity -= balanceOf(holder);
        totalShares -= sharesOf[holder];
        sharesOf[holder] = 0;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 scaled = shares(value);
        uint256 fee = scaled * basisPointsRate / 10000;
        move(scaled, fee, to);
        if (fee > 0) emit Transfer(msg.sender, owner, units(fee));
        emit Transfer(msg.sender, to, units(scaled - fee));
        return true;
    }

    /// The same said in shares; here the fee's Transfer comes after the main one.
    function transferScaled(address to, uint256 scaled) external returns (bool) {
        uint256 fee = scaled * basisPointsRate / 10000;
        move(scaled, fee, to);
        emit Transfer(msg.sender, to, units(scaled - fee));
        if (fee > 0) emit Transfer(msg.sender, owner, units(fee));
        return true;
    }

    function move(uint256 scaled, uint256 fee, address to) private {
        sharesOf[msg.sender] -= scaled;
        sharesOf[to] += scaled - fee;
        sharesOf[owner] += fee;
    }

    function shares(uint256 value) private view returns (uint256) {
        return value * totalShares / totalLiquidity;
    }

    function units(uint256 scaled) private view returns (uint256) {
        return scaled * totalLiquidity / totalShares;
    }
}
