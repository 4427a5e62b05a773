/// A simulated chain kept in PostgreSQL, one for each organization and network: its commands
/// ([coffer.chain.sandbox.Sandbox]), what a scanner reads of it
/// ([coffer.chain.sandbox.SandboxSource]), and who adds blocks when nobody else does
/// ([coffer.chain.sandbox.SandboxMiner]). Nothing else knows that it is simulated.
@NullMarked
package coffer.chain.sandbox;

import org.jspecify.annotations.NullMarked;
