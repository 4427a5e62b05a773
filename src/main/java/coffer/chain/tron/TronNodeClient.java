package coffer.chain.tron;

import coffer.chain.AdaptiveSize;
import coffer.chain.Endpoint;
import coffer.chain.FallbackMethods;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.chain.UnsupportedMethod;
import coffer.chain.tron.TronRawBlock.Transaction;
import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One endpoint and the requests that Coffer sends to it: which methods it supports, and how many
/// items it accepts per request. Thread-safe.
final class TronNodeClient extends Endpoint {
  private static final int CHAIN_ID_DIGITS = 8;
  private static final Pattern SOLID = Pattern.compile("Num:(\\d{1,18}),ID:([0-9a-fA-F]{64})");

  /// How to request the solidified block. A node may not offer the `walletsolidity` API to us.
  private enum Solid {
    GETBLOCK,
    GETNOWBLOCK,
    GETNODEINFO
  }

  private enum Header {
    GETBLOCK,
    /// returns the whole block
    GETBLOCKBYNUM
  }

  /// How to call a contract.
  enum Calling {
    JSON_RPC,
    /// `triggerconstantcontract`
    CONSTANT
  }

  /// The maximum number of blocks: nodes return no more.
  private static final int AT_ONCE = 100;

  private final TronEndpoint endpoint;
  private final TronApi api;
  private final long chainId;
  private final FallbackMethods<Header> headers;
  private final FallbackMethods<Solid> solids;
  private final FallbackMethods<Calling> calling;
  private final AdaptiveSize atOnce;
  private final AdaptiveSize range;
  private final AdaptiveSize logs;

  /// @param chainId the last four bytes of the first block's id
  TronNodeClient(TronEndpoint endpoint, TronApi api, TronLimits limits, long chainId) {
    super(endpoint.name(), endpoint.redaction(), limits.rest(), limits.longestRest());
    this.endpoint = endpoint;
    this.api = api;
    this.chainId = chainId;
    this.headers = new FallbackMethods<>(this, Header.class);
    this.solids = new FallbackMethods<>(this, Solid.class);
    this.calling = new FallbackMethods<>(this, Calling.class);
    this.atOnce = new AdaptiveSize(AT_ONCE, limits.rest());
    this.range = new AdaptiveSize(limits.range(), limits.rest());
    this.logs = new AdaptiveSize(AT_ONCE, limits.rest());
  }

  TronApi api() {
    return api;
  }

  boolean hasJsonRpc() {
    return endpoint.jsonrpc().isPresent();
  }

  /// Requests the first block: its id ends with the chain id.
  @Override
  protected void ask() {
    var first = header(0).orElseThrow(() -> new SourceException(Kind.BROKEN, "has no first block"));
    var id = first.hash().substring(first.hash().length() - CHAIN_ID_DIGITS);
    var actual = TronHex.word(id, CHAIN_ID_DIGITS);
    if (actual != chainId) {
      throw new SourceException(
          Kind.WRONG_CHAIN, name() + " is on chain " + actual + ", not on " + chainId);
    }
  }

  // Requests

  /// The header of the newest block.
  BlockHeader head() {
    return header("{\"detail\":false}", "wallet/getnowblock", "{}")
        .orElseThrow(() -> new SourceException(Kind.BROKEN, "the node has no blocks"));
  }

  /// The header at a height; empty above the node's head.
  Optional<BlockHeader> header(long height) {
    return header(
        "{\"id_or_num\":\"" + height + "\",\"detail\":false}",
        "wallet/getblockbynum",
        "{\"num\":" + height + "}");
  }

  /// By `getblock`, or, if the node does not have that, by the method that returns the whole block.
  private Optional<BlockHeader> header(String body, String otherPath, String otherBody) {
    return headers
        .ask(
            method ->
                switch (method) {
                  case GETBLOCK ->
                      api.post("wallet/getblock", body, new TronBlockParser(false)::block);
                  case GETBLOCKBYNUM ->
                      api.post(otherPath, otherBody, new TronBlockParser(false)::block);
                })
        .map(TronRawBlock::header);
  }

  /// The newest solidified block, which can no longer be undone.
  BlockRef solidified() {
    return solids.ask(
        method ->
            switch (method) {
              case GETBLOCK -> solidified("walletsolidity/getblock", "{\"detail\":false}");
              case GETNOWBLOCK -> solidified("walletsolidity/getnowblock", "{}");
              case GETNODEINFO -> api.post("wallet/getnodeinfo", "{}", TronNodeClient::solidBlock);
            });
  }

  private BlockRef solidified(String path, String body) {
    return api.post(path, body, new TronBlockParser(false)::block)
        .map(block -> block.header().ref())
        .orElse(new BlockRef(0, ""));
  }

  private static BlockRef solidBlock(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("Error")) throw TronJsonValues.error(json);
      if (!name.equals("solidityBlock")) {
        json.skipChildren();
        continue;
      }
      var text = SOLID.matcher(TronJsonValues.text(json));
      if (!text.matches()) throw new IllegalArgumentException("no solidityBlock");
      return new BlockRef(Long.parseLong(text.group(1)), text.group(2).toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException("no solidityBlock");
  }

  Optional<TronRawBlock> block(long height) {
    return api.post(
        "wallet/getblockbynum", "{\"num\":" + height + "}", new TronBlockParser(true)::block);
  }

  /// @param count at most 100
  List<TronRawBlock> blocks(long first, long count) {
    var body = "{\"startNum\":%d,\"endNum\":%d}".formatted(first, first + count);
    return api.post("wallet/getblockbylimitnext", body, new TronBlockParser(true)::blocks);
  }

  List<TransactionInfo> infos(long height, TronPinnedAssets pinned, List<Transaction> expected) {
    return api.post(
        "wallet/gettransactioninfobyblocknum",
        "{\"num\":" + height + "}",
        new TransactionInfoParser(pinned, expected)::infos);
  }

  /// Whether this block is in the node's branch; empty if its head is lower.
  Optional<Boolean> has(BlockRef block) {
    return header(block.height()).map(found -> found.hash().equals(block.hash()));
  }

  /// The balance of an account in sun; zero if there is no such account.
  BigInteger balance(Address account) {
    var body = "{\"address\":\"41" + account + "\",\"visible\":false}";
    return api.post("wallet/getaccount", body, TronNodeClient::balance);
  }

  private static BigInteger balance(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    var balance = 0L;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "balance" -> balance = TronJsonValues.amount(json);
        case "Error" -> throw TronJsonValues.error(json);
        default -> json.skipChildren();
      }
    }
    return BigInteger.valueOf(balance);
  }

  @Override
  protected List<UnsupportedMethod> unsupportedMethods() {
    return Stream.of(headers, solids, calling)
        .flatMap(methods -> methods.unsupportedMethods().stream())
        .toList();
  }

  FallbackMethods<Calling> calling() {
    return calling;
  }

  // Accepted sizes

  /// The number of blocks per call of a reader.
  AdaptiveSize atOnce() {
    return atOnce;
  }

  /// The number of blocks per request.
  AdaptiveSize range() {
    return range;
  }

  /// The number of blocks per range of `eth_getLogs`.
  AdaptiveSize logs() {
    return logs;
  }
}
