// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Pays ether from inside a transaction, where neither the transaction's `to` nor a log shows it.
contract Payer {
    receive() external payable {}

    /// Passes on what it was given.
    function pay(address payable to) public payable {
        (bool paid,) = to.call{value: msg.value}("");
        require(paid, "not paid");
    }

    /// Two frames deep: a call to itself that pays.
    function payDeep(address payable to) external payable {
        this.pay{value: msg.value}(to);
    }

    /// Pays in a frame that is undone while the transaction succeeds.
    function payAndUndo(address payable to) external payable {
        try this.payThenFail{value: msg.value}(to) {} catch {}
    }

    function payThenFail(address payable to) external payable {
        pay(to);
        revert("undone");
    }

    /// The whole transaction fails after it has paid.
    function payAndFail(address payable to) external payable {
        pay(to);
        revert("failed");
    }

    /// Ends a short-lived contract in favour of `to`.
    function payByEnding(address payable to) external payable {
        new Ending{value: msg.value}(to);
    }
}

contract Ending {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
