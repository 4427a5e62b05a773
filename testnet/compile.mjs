// Compiles contracts/*.sol into compiled/*.json (ABI and bytecode). Both are committed: only a change needs this.
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const solc = createRequire(import.meta.url)("solc");
const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(join(here, "contracts")).filter((name) => name.endsWith(".sol")).sort();
const input = {
  language: "Solidity",
  sources: Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(here, "contracts", name), "utf8") }])),
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "paris",
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const read = (path) => ({ contents: readFileSync(join(here, "node_modules", path), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
for (const error of output.errors ?? []) console.error(error.formattedMessage);
if (errors.length > 0) process.exit(1);

mkdirSync(join(here, "compiled"), { recursive: true });
for (const file of names) {
  const name = file.slice(0, -".sol".length);
  const { abi, evm } = output.contracts[file][name];
  writeFileSync(join(here, "compiled", name + ".json"), JSON.stringify({ abi, bytecode: "0x" + evm.bytecode.object }) + "\n");
  console.log(name, evm.bytecode.object.length / 2, "bytes");
}
