/// Simulated chains in PostgreSQL, one per organization and network: the commands
/// ([coffer.chain.sandbox.Sandbox]), the source for scanners
/// ([coffer.chain.sandbox.SandboxSource]), and the miner that adds blocks automatically
/// ([coffer.chain.sandbox.SandboxMiner]). No other package knows that a chain is simulated.
@NullMarked
package coffer.chain.sandbox;

import org.jspecify.annotations.NullMarked;
