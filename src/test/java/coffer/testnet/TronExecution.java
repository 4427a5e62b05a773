package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.testnet.TronVm.Inside;
import coffer.testnet.TronVm.Log;
import java.util.HexFormat;
import java.util.List;

/// Runs transactions as they are mined, and charges for them: bandwidth by the byte, energy by the
/// unit, accounts that come into being.
final class TronExecution {
  static final long FREE_NET = 600;
  static final long SUN_A_BYTE = 1000;
  static final long SUN_A_UNIT = 100;
  static final long NEW_ACCOUNT = 100_000;
  private static final int RESULT_BYTES = 64;

  /// The protocol's `contractResult`, with its number.
  enum Ret {
    SUCCESS(1),
    REVERT(2),
    OUT_OF_ENERGY(10);

    final int number;

    Ret(int number) {
      this.number = number;
    }
  }

  /// What became of a transaction.
  ///
  /// @param contract that was called, without 41; empty = none
  /// @param returned in hex
  record Outcome(
      Ret ret,
      String contract,
      long netUsage,
      long netFee,
      long energy,
      long energyFee,
      String returned,
      String message,
      List<Log> logs,
      List<Inside> inside) {
    long fee() {
      return netFee + energyFee;
    }
  }

  /// A transaction that no block may have.
  static final class Invalid extends RuntimeException {
    Invalid(String message) {
      super(message);
    }
  }

  private final TronState state;
  private final TronTransaction transaction;
  private final TronContract contract;
  private final String owner;

  TronExecution(TronState state, TronTransaction transaction) {
    this.state = state;
    this.transaction = transaction;
    this.contract = transaction.contract();
    this.owner = contract.account("owner_address");
  }

  /// @throws Invalid if it must not be mined
  void validate() {
    if (owner.isEmpty()) throw new Invalid("Invalid ownerAddress!");
    if (!state.trx.containsKey(owner)) {
      throw new Invalid("Validate " + contract.type() + " error, no OwnerAccount.");
    }
    var amount = contract.number("amount");
    switch (contract.type()) {
      case TransferContract -> {
        var to = contract.account("to_address");
        if (to.isEmpty()) throw new Invalid("Invalid toAddress!");
        if (to.equals(owner)) throw new Invalid("Cannot transfer TRX to yourself.");
        if (amount <= 0) throw new Invalid("Amount must be greater than 0.");
        if (state.balance(owner) < amount + netFee()) {
          throw new Invalid("Validate TransferContract error, balance is not sufficient.");
        }
      }
      case TransferAssetContract -> {
        if (amount <= 0) throw new Invalid("Amount must be greater than 0.");
        if (state.assets.getOrDefault(asset(owner), 0L) < amount) {
          throw new Invalid("assetBalance is not sufficient.");
        }
      }
      case TriggerSmartContract -> {
        if (!state.contracts.containsKey(contract.account("contract_address"))) {
          throw new Invalid("No contract or not a valid smart contract");
        }
        if (state.balance(owner) < contract.number("call_value")) {
          throw new Invalid("balance is not sufficient.");
        }
      }
      case AccountCreateContract,
          CreateSmartContract,
          FreezeBalanceV2Contract,
          ParticipateAssetIssueContract -> {}
    }
  }

  private String asset(String holder) {
    return new String(contract.bytes("asset_name"), UTF_8) + ":" + holder;
  }

  private long size() {
    return transaction.encoded(0).length + RESULT_BYTES;
  }

  private boolean createsAccount() {
    return switch (contract.type()) {
      case TransferContract, TransferAssetContract ->
          !state.trx.containsKey(contract.account("to_address"));
      case AccountCreateContract -> true;
      case CreateSmartContract,
          TriggerSmartContract,
          FreezeBalanceV2Contract,
          ParticipateAssetIssueContract ->
          false;
    };
  }

  private boolean isFree() {
    return !createsAccount() && state.freeNet.getOrDefault(owner, 0L) + size() <= FREE_NET;
  }

  private long netFee() {
    if (createsAccount()) return NEW_ACCOUNT;
    return isFree() ? 0 : size() * SUN_A_BYTE;
  }

  Outcome run() {
    var netUsage = isFree() ? size() : 0;
    var netFee = netFee();
    state.freeNet.merge(owner, netUsage, Long::sum);
    state.take(owner, netFee);
    var amount = contract.number("amount");
    var to = contract.account("to_address");
    switch (contract.type()) {
      case TransferContract, ParticipateAssetIssueContract -> state.move(owner, to, amount);
      case TransferAssetContract -> {
        state.assets.merge(asset(owner), -amount, Long::sum);
        state.assets.merge(asset(to), amount, Long::sum);
        state.trx.putIfAbsent(to, 0L);
      }
      case AccountCreateContract -> state.trx.putIfAbsent(contract.account("account_address"), 0L);
      case FreezeBalanceV2Contract -> state.take(owner, contract.number("frozen_balance"));
      case CreateSmartContract -> {
        var made = TronKey.of("made by " + transaction.txid()).account();
        state.move(owner, made, contract.number("new_contract"));
        return new Outcome(Ret.SUCCESS, made, netUsage, netFee, 0, 0, "", "", List.of(), List.of());
      }
      case TriggerSmartContract -> {
        return call(netUsage, netFee);
      }
    }
    return new Outcome(Ret.SUCCESS, "", netUsage, netFee, 0, 0, "", "", List.of(), List.of());
  }

  private Outcome call(long netUsage, long netFee) {
    var address = contract.account("contract_address");
    var attempt = state.copy();
    var result =
        new TronVm(attempt)
            .call(owner, address, contract.number("call_value"), contract.bytes("data"));
    var limit = transaction.body().feeLimit();
    var energyFee = result.energy() * SUN_A_UNIT;
    if (energyFee > limit) {
      state.take(owner, limit);
      return new Outcome(
          Ret.OUT_OF_ENERGY,
          address,
          netUsage,
          netFee,
          limit / SUN_A_UNIT,
          limit,
          "",
          "Not enough energy for 'SSTORE' operation executing: curInvokeEnergyLimit["
              + limit / SUN_A_UNIT
              + "]",
          List.of(),
          List.of());
    }
    if (result.success()) state.become(attempt);
    state.take(owner, energyFee);
    return new Outcome(
        result.success() ? Ret.SUCCESS : Ret.REVERT,
        address,
        netUsage,
        netFee,
        result.energy(),
        energyFee,
        result.returned(),
        result.success() ? "" : "REVERT opcode executed",
        result.logs(),
        result.inside());
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
