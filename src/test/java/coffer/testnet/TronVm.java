package coffer.testnet;

import com.esaulpaugh.headlong.abi.Address;
import com.esaulpaugh.headlong.abi.Function;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Contracts that are run on the double: a token, one that pays several, one that pays TRX.
final class TronVm {
  static final String TRANSFER = topic("Transfer(address,address,uint256)");
  static final String PAID = topic("Paid(uint256)");
  private static final long NEW_HOLDER = 27_754;
  private static final long HOLDER = 12_754;
  private static final long SMALL = 935;

  private static final Function TOKEN_TRANSFER = Function.parse("transfer(address,uint256)");
  private static final Function TRANSFER_FROM =
      Function.parse("transferFrom(address,address,uint256)");
  private static final Function APPROVE = Function.parse("approve(address,uint256)");
  private static final Function BALANCE_OF = Function.parse("balanceOf(address)");
  private static final Function PAY_TOKENS =
      Function.parse("payTokens(address,address[],uint256[])");
  private static final Function PAY = Function.parse("pay(address)");
  private static final Function PAY_AND_FAIL = Function.parse("payAndFail(address)");

  /// @param address 20 bytes in hex, topics and data in hex, nothing prefixed
  record Log(String address, List<String> topics, String data) {}

  /// @param returned in hex
  /// @param inside what contracts paid; after a failure, what they would have paid
  record Result(
      boolean success, String returned, long energy, List<Log> logs, List<Inside> inside) {}

  /// An internal transaction.
  ///
  /// @param note call, create or suicide
  /// @param asset a TRC-10 token; empty = TRX
  record Inside(String from, String to, long value, String note, String asset, boolean rejected) {}

  sealed interface Contract {
    Contract copy();
  }

  /// @param allowances by owner and spender
  record Token(
      String symbol,
      int decimals,
      Map<String, BigInteger> balances,
      Map<String, BigInteger> allowances)
      implements Contract {
    @Override
    public Token copy() {
      return new Token(symbol, decimals, new HashMap<>(balances), new HashMap<>(allowances));
    }
  }

  /// Says something first, then pays tokens of its own to several.
  record Batch() implements Contract {
    @Override
    public Batch copy() {
      return this;
    }
  }

  /// Pays the TRX that it is called with.
  record Payer() implements Contract {
    @Override
    public Payer copy() {
      return this;
    }
  }

  private final TronState state;
  private final List<Log> logs = new ArrayList<>();
  private final List<Inside> inside = new ArrayList<>();
  private long energy;

  /// @param state is changed, and to be thrown away after a failure
  TronVm(TronState state) {
    this.state = state;
  }

  Result call(String sender, String contract, long value, byte[] data) {
    try {
      var returned = run(sender, contract, value, data);
      return new Result(
          true, HexFormat.of().formatHex(returned), energy, List.copyOf(logs), List.copyOf(inside));
    } catch (Revert e) {
      var rejected =
          inside.stream()
              .map(i -> new Inside(i.from, i.to, i.value, i.note, i.asset, true))
              .toList();
      return new Result(false, reason(e.getMessage()), energy + SMALL, List.of(), rejected);
    }
  }

  private static final class Revert extends RuntimeException {
    Revert(String message) {
      super(message);
    }
  }

  private byte[] run(String sender, String address, long value, byte[] data) {
    var contract =
        Optional.ofNullable(state.contracts.get(address))
            .orElseThrow(() -> new Revert("no contract"));
    state.move(sender, address, value);
    energy += SMALL;
    return switch (contract) {
      case Token token -> token(sender, address, token, data);
      case Batch _ -> batch(address, data);
      case Payer _ -> payer(address, value, data);
    };
  }

  private byte[] token(String sender, String address, Token token, byte[] data) {
    if (is(TOKEN_TRANSFER, data)) {
      var args = TOKEN_TRANSFER.decodeCall(data);
      move(address, token, sender, account(args.get(0)), args.get(1));
      return word(BigInteger.ONE);
    }
    if (is(TRANSFER_FROM, data)) {
      var args = TRANSFER_FROM.decodeCall(data);
      var from = account(args.get(0));
      BigInteger units = args.get(2);
      var left = token.allowances.getOrDefault(from + sender, BigInteger.ZERO).subtract(units);
      if (left.signum() < 0) throw new Revert("not allowed");
      token.allowances.put(from + sender, left);
      move(address, token, from, account(args.get(1)), units);
      return word(BigInteger.ONE);
    }
    if (is(APPROVE, data)) {
      var args = APPROVE.decodeCall(data);
      token.allowances.put(sender + account(args.get(0)), args.get(1));
      return word(BigInteger.ONE);
    }
    if (is(BALANCE_OF, data)) {
      var args = BALANCE_OF.decodeCall(data);
      return word(token.balances.getOrDefault(account(args.get(0)), BigInteger.ZERO));
    }
    if (is(Function.parse("decimals()"), data)) return word(BigInteger.valueOf(token.decimals));
    if (is(Function.parse("symbol()"), data)) return text(token.symbol);
    throw new Revert("no such function");
  }

  private void move(String address, Token token, String from, String to, BigInteger units) {
    var has = token.balances.getOrDefault(from, BigInteger.ZERO);
    if (has.compareTo(units) < 0) throw new Revert("SafeMath: subtraction overflow");
    token.balances.put(from, has.subtract(units));
    energy += token.balances.containsKey(to) ? HOLDER : NEW_HOLDER;
    token.balances.merge(to, units, BigInteger::add);
    var topics = List.of(TRANSFER, padded(from), padded(to));
    logs.add(new Log(address, topics, "%064x".formatted(units)));
  }

  private byte[] batch(String address, byte[] data) {
    if (!is(PAY_TOKENS, data)) throw new Revert("no such function");
    var args = PAY_TOKENS.decodeCall(data);
    var token = account(args.get(0));
    Address[] to = args.get(1);
    BigInteger[] units = args.get(2);
    logs.add(new Log(address, List.of(PAID), "%064x".formatted(to.length)));
    for (int i = 0; i < to.length; i++) {
      run(address, token, 0, TOKEN_TRANSFER.encodeCallWithArgs(to[i], units[i]).array());
    }
    return new byte[0];
  }

  private byte[] payer(String address, long value, byte[] data) {
    if (is(PAY_AND_FAIL, data)) {
      var to = account(PAY_AND_FAIL.decodeCall(data).get(0));
      inside.add(new Inside(address, to, value, "call", "", true));
      throw new Revert("on purpose");
    }
    if (!is(PAY, data)) throw new Revert("no such function");
    var to = account(PAY.decodeCall(data).get(0));
    // Units of a token, a call that moves nothing, and one that failed by itself come first.
    inside.add(new Inside(address, to, 1_000_000, "call", "1000001", false));
    inside.add(new Inside(address, to, 0, "call", "", false));
    inside.add(new Inside(address, to, value, "call", "", true));
    inside.add(new Inside(address, to, 9, "freezeBalanceV2ForEnergy", "", false));
    inside.add(new Inside(address, to, value, "call", "", false));
    state.move(address, to, value);
    return new byte[0];
  }

  private static boolean is(Function function, byte[] data) {
    return data.length >= 4 && java.util.Arrays.equals(data, 0, 4, function.selector(), 0, 4);
  }

  private static String account(Object address) {
    return ((Address) address).toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  private static String padded(String account) {
    return "0".repeat(24) + account;
  }

  private static byte[] word(BigInteger number) {
    return HexFormat.of().parseHex("%064x".formatted(number));
  }

  private static byte[] text(String text) {
    return HexFormat.of().parseHex(Abi.arguments("(string)", text));
  }

  /// `Error(string)`
  private static String reason(String message) {
    return "08c379a0" + Abi.arguments("(string)", message);
  }

  private static String topic(String signature) {
    var ascii = signature.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(TronKey.keccak(ascii, 0, ascii.length));
  }
}
