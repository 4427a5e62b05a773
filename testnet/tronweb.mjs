// An independent judge of the TRON double: builds, signs, sends and reads transactions through tronweb.
//   node tronweb.mjs send URL KEY TOKEN TO    prints one JSON object
//   node tronweb.mjs read URL KEY TOKEN TO TXID...
//   node tronweb.mjs addresses HEX...         prints HEX BASE58, a line each
import { createRequire } from "node:module";

const { TronWeb, utils } = createRequire(import.meta.url)("tronweb");
const [mode, ...args] = process.argv.slice(2);

async function send(tronWeb, token, to) {
  const me = tronWeb.defaultAddress.base58;
  const results = [];
  const sign = async (transaction) => {
    const signed = await tronWeb.trx.sign(transaction);
    return { signed, intact: utils.transaction.txCheck(signed), signer: tronWeb.trx.ecRecover(signed) };
  };
  const keep = (what, { signed, intact, signer }, answer) =>
    results.push({ what, txid: signed.txID, intact, signer, result: answer.result ?? false, code: answer.code ?? "", told: answer.txid });

  const coin = await sign(await tronWeb.transactionBuilder.sendTrx(to, 1_500_000, me));
  keep("coin", coin, await tronWeb.trx.sendRawTransaction(coin.signed));

  const byHex = await sign(await tronWeb.transactionBuilder.sendTrx(to, 2_500_000, me));
  const whole = wrap(Buffer.from(byHex.signed.raw_data_hex, "hex"), byHex.signed.signature);
  keep("hex", byHex, await tronWeb.trx.sendHexTransaction(whole.toString("hex")));

  const parameters = [
    { type: "address", value: to },
    { type: "uint256", value: 7_000_000 },
  ];
  const built = await tronWeb.transactionBuilder.triggerSmartContract(token, "transfer(address,uint256)", { feeLimit: 100_000_000 }, parameters, me);
  const call = await sign(built.transaction);
  keep("token", call, await tronWeb.trx.sendRawTransaction(call.signed));
  keep("again", call, await tronWeb.trx.sendRawTransaction(call.signed));

  const forged = await sign(await tronWeb.transactionBuilder.sendTrx(to, 1, me));
  forged.signed.raw_data.contract[0].parameter.value.amount = 1_000_000;
  keep("forged", forged, await tronWeb.trx.sendRawTransaction(forged.signed));
  return results;
}

// Transaction { raw_data = 1, signature = 2 }
function wrap(raw, signatures) {
  const field = (number, bytes) => Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);
  return Buffer.concat([field(1, raw), ...signatures.map((signature) => field(2, Buffer.from(signature, "hex")))]);
}

function varint(number) {
  const bytes = [];
  for (; number > 127; number >>= 7) bytes.push((number & 127) | 128);
  return [...bytes, number];
}

async function read(tronWeb, token, to, txids) {
  const constant = await tronWeb.transactionBuilder.triggerConstantContract(token, "balanceOf(address)", {}, [{ type: "address", value: to }]);
  const transactions = [];
  for (const txid of txids) {
    const transaction = await tronWeb.trx.getTransaction(txid);
    const info = await tronWeb.trx.getTransactionInfo(txid);
    transactions.push({
      txid: transaction.txID,
      intact: utils.transaction.txCheck(transaction),
      signer: tronWeb.trx.ecRecover(transaction),
      contractRet: transaction.ret[0].contractRet,
      id: info.id,
      height: info.blockNumber,
      result: info.receipt.result ?? "",
      logs: (info.log ?? []).length,
    });
  }
  const head = await tronWeb.trx.getCurrentBlock();
  const solid = await tronWeb.trx.getConfirmedCurrentBlock();
  const range = await tronWeb.trx.getBlockRange(0, 2);
  return {
    balance: await tronWeb.trx.getBalance(to),
    tokens: Number(BigInt("0x" + constant.constant_result[0])),
    transactions,
    head: head.block_header.raw_data.number,
    solid: solid.block_header.raw_data.number,
    byId: (await tronWeb.trx.getBlockByHash(head.blockID)).blockID === head.blockID,
    range: range.length,
  };
}

if (mode === "addresses") {
  for (const hex of args) console.log(TronWeb.address.toHex(TronWeb.address.fromHex(hex)), TronWeb.address.fromHex(hex));
} else {
  const [url, privateKey, token, to, ...txids] = args;
  const tronWeb = new TronWeb({ fullHost: url, privateKey });
  const answer = mode === "send" ? await send(tronWeb, token, to) : await read(tronWeb, token, to, txids);
  console.log(JSON.stringify({ me: tronWeb.defaultAddress.hex, answer }));
}
