// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An ERC-20 as everyone writes it, with as many decimals as asked for. Anyone may mint.
contract StandardToken is ERC20 {
    uint8 private immutable places;

    constructor(string memory name, string memory symbol, uint8 decimals_) ERC20(name, symbol) {
        places = decimals_;
        _mint(msg.sender, 10 ** 15 * 10 ** decimals_);
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 units) external {
        _mint(to, units);
    }
}
