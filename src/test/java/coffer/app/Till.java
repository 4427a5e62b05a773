package coffer.app;

import coffer.testnet.Anvil;
import coffer.testnet.Bitcoind;
import coffer.testnet.TronChain;
import coffer.testnet.TronKey;
import coffer.testnet.TronNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// A chain with a payer on it, and what an operator writes about it.
sealed interface Till extends AutoCloseable {
  /// Its name, which is also that of its network.
  String name();

  /// For the catalogue.
  String catalogue();

  /// For `coffer.toml`.
  String settings();

  /// Pays as any wallet would; what needs no block waits.
  ///
  /// @param code of the asset
  /// @param address as the payer reads it
  /// @return the transaction's id
  String pay(String code, String address, String amount);

  /// Until all that was paid is final.
  void bury();

  @Override
  void close();

  private static String asset(String chain, String code, String contract, int decimals) {
    var pinned = contract.isEmpty() ? "" : "contract = \"%s\"\n".formatted(contract);
    return """
    [%s.assets.%s]
    %sdecimals = %d
    precision = %d
    min = "0.00001"
    dust = "0.00001"
    """
        .formatted(chain, code, pinned, decimals, contract.isEmpty() && decimals > 6 ? 8 : 6);
  }

  private static String chain(
      String name, String family, String reference, String blockTime, String finality) {
    return """
    [%s]
    title = "%s"
    network = "%s"
    family = "%s"
    mode = "live"
    reference = "%s"
    block_time = "%s"
    finality = %s
    min_depth = 1
    explorer_tx = "https://%s.example/tx/{txid}"
    """
        .formatted(name, name, name, family, reference, blockTime, finality, name);
  }

  private static String settings(String chain, String endpoint) {
    return "[chains.%s]\npoll = \"200ms\"\nendpoints = [{ %s }]\n".formatted(chain, endpoint);
  }

  private static BigInteger units(String amount, int decimals) {
    return new BigDecimal(amount).movePointRight(decimals).toBigIntegerExact();
  }

  /// A chain of the Ethereum kind: a coin of 18 decimals and one token.
  final class Evm implements Till {
    final Anvil anvil;
    private final String name;
    private final String coin;
    private final String token;
    private final int decimals;
    private final String contract;
    private String url;

    Evm(String name, long id, String coin, String token, int decimals) {
      this.name = name;
      this.coin = coin;
      this.token = token;
      this.decimals = decimals;
      anvil = Anvil.start("--slots-in-an-epoch", "1", "--chain-id", String.valueOf(id));
      contract = anvil.deployToken(token, decimals);
      url = anvil.url();
      anvil.mine(3);
    }

    /// Where the server finds it, if not at the node itself.
    Evm at(String url) {
      this.url = url;
      return this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String catalogue() {
      return chain(name, "evm", String.valueOf(anvil.chainId()), "1s", "\"tag\"")
          + asset(name, coin, "", 18)
          + asset(name, token, contract, decimals);
    }

    @Override
    public String settings() {
      return Till.settings(name, "url = \"" + url + "\"");
    }

    @Override
    public String pay(String code, String address, String amount) {
      return code.equals(coin)
          ? anvil.sendEth(anvil.account(1), address, units(amount, 18))
          : send(address, units(amount, decimals));
    }

    /// So many of the token's smallest units.
    String send(String address, BigInteger units) {
      return anvil.transfer(contract, anvil.account(0), address, units);
    }

    @Override
    public void bury() {
      anvil.mine(3);
    }

    @Override
    public void close() {
      anvil.close();
    }
  }

  /// A chain of the Ethereum kind with two tokens of which less arrives than is sent: GROW, whose
  /// balances are shares that gain interest, rounds down and charges 0.19 %; TOLL charges 0.15 %.
  /// Each tells its fee in a transfer of its own, one before the payment and one after it.
  final class Short implements Till {
    private static final BigInteger PLENTY = BigInteger.TEN.pow(12);

    final Anvil anvil = Anvil.start("--slots-in-an-epoch", "1", "--chain-id", "31339");
    private final String grow = anvil.deploy("RebasingToken");
    private final String toll = anvil.deploy("FeeToken", BigInteger.valueOf(15));

    Short() {
      var owner = anvil.account(0);
      anvil.transfer(grow, owner, payer(), PLENTY);
      anvil.transfer(toll, owner, payer(), PLENTY);
      anvil.send(grow, owner, "setRate(uint256)", BigInteger.valueOf(19));
      interest();
      anvil.mine(3);
    }

    private String payer() {
      return anvil.account(1);
    }

    /// Every balance of GROW rises; no transfer says so.
    void interest() {
      var gain = new BigInteger("791900000007919");
      anvil.send(grow, anvil.account(0), "distributeInterest(uint256)", gain);
    }

    @Override
    public String name() {
      return "short";
    }

    @Override
    public String catalogue() {
      return chain(name(), "evm", String.valueOf(anvil.chainId()), "1s", "\"tag\"")
          + asset(name(), "ETH", "", 18)
          + asset(name(), "GROW", grow, 6)
          + "slack = \"0.000002\"\nslack_percent = \"0.2\"\n"
          + asset(name(), "TOLL", toll, 6)
          + "slack_percent = \"0.2\"\n";
    }

    @Override
    public String settings() {
      return Till.settings(name(), "url = \"" + anvil.url() + "\"");
    }

    @Override
    public String pay(String code, String address, String amount) {
      var token = code.equals("GROW") ? grow : toll;
      return anvil.transfer(token, payer(), address, units(amount, 6));
    }

    @Override
    public void bury() {
      anvil.mine(3);
    }

    @Override
    public void close() {
      anvil.close();
    }
  }

  /// Bitcoin, on a regtest of its own.
  final class Bitcoin implements Till {
    final Bitcoind node = Bitcoind.start();

    @Override
    public String name() {
      return "regtest";
    }

    @Override
    public String catalogue() {
      return chain(name(), "bitcoin", "bcrt", "10m", "6")
          + asset(name(), "BTC", "", 8)
          + "confirmations = [{ up_to = \"1\", depth = 2 }, { depth = 6 }]\n";
    }

    @Override
    public String settings() {
      return Till.settings(
          name(),
          "url = \"%s\", cookie = \"%s\", zmq = \"%s\""
              .formatted(node.url(), node.cookie(), node.zmqUrl()));
    }

    @Override
    public String pay(String code, String address, String amount) {
      return node.pay(address, amount);
    }

    @Override
    public void bury() {
      node.mine(2);
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /// TRON, on the double: a block is solidified when two more were made on it.
  final class Tron implements Till {
    final TronChain chain = TronChain.start(Instant.now().minusSeconds(30), 3);
    final TronNode node = TronNode.before(chain);
    private final TronKey payer = TronKey.of("payer");
    private final String usdt = chain.deployToken("USDT", 6);

    Tron() {
      chain.pay(chain.rich(), payer.account(), 10_000_000_000L);
      chain.transfer(chain.rich(), usdt, payer.account(), BigInteger.valueOf(10_000_000_000L));
      chain.mine(4);
    }

    @Override
    public String name() {
      return "double";
    }

    @Override
    public String catalogue() {
      return chain(name(), "tron", chain.reference(), "3s", "\"tag\"")
          + asset(name(), "TRX", "", 6)
          + asset(name(), "USDT", TronKey.base58(usdt), 6);
    }

    @Override
    public String settings() {
      return Till.settings(
          name(), "url = \"%s\", jsonrpc = \"%s\"".formatted(node.url(), node.jsonrpc()));
    }

    @Override
    public String pay(String code, String address, String amount) {
      var units = units(amount, 6);
      var txid =
          code.equals("TRX")
              ? chain.pay(payer, account(address), units.longValueExact())
              : chain.transfer(payer, usdt, account(address), units);
      chain.until(Instant.now());
      chain.mine(1);
      return txid;
    }

    @Override
    public void bury() {
      chain.mine(3);
    }

    /// What a payer's wallet makes of an address, its checksum included.
    private static String account(String address) {
      var alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
      var number = BigInteger.ZERO;
      for (char c : address.toCharArray()) {
        var digit = BigInteger.valueOf(alphabet.indexOf(c));
        number = number.multiply(BigInteger.valueOf(58)).add(digit);
      }
      var account = HexFormat.of().formatHex(Arrays.copyOfRange(number.toByteArray(), 1, 21));
      if (!TronKey.base58(account).equals(address)) throw new AssertionError(address);
      return account;
    }

    @Override
    public void close() {
      node.close();
    }
  }
}
