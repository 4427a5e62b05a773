// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

interface Token {
    function transfer(address to, uint256 value) external;
}

/// Pays several at once, in tokens that it holds and in ether that it is given.
contract Batch {
    function payTokens(Token token, address[] calldata to, uint256[] calldata units) public {
        for (uint256 i = 0; i < to.length; i++) token.transfer(to[i], units[i]);
    }

    function payEther(address payable[] calldata to, uint256[] calldata amounts) public payable {
        for (uint256 i = 0; i < to.length; i++) {
            (bool paid,) = to[i].call{value: amounts[i]}("");
            require(paid, "not paid");
        }
    }

    function payBoth(Token token, address[] calldata to, uint256[] calldata units, uint256[] calldata amounts)
        external
        payable
    {
        for (uint256 i = 0; i < to.length; i++) {
            token.transfer(to[i], units[i]);
            (bool paid,) = to[i].call{value: amounts[i]}("");
            require(paid, "not paid");
        }
    }
}
