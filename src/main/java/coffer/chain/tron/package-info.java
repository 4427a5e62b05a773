/// TRON, by the HTTP API of its nodes.
///
/// [TronSource] fills the port. [Branch] reads blocks in a row, [Infos] what became of their
/// transactions; a block without an info for each is not believed, and [SecondCount] may ask once
/// more. [Candidates] says which transactions pay. [Tips] finds the head and what is solidified.
/// [coffer.chain.Endpoints] chooses the endpoint to ask and rests those that fail; [Node] puts the
/// questions, [Api] sends them. [BlockReader], [InfoReader] and [InternalReader] read the answers
/// as they stream in, without building trees.
///
/// [TronAddresses] knows how addresses are derived and written.
@NullMarked
package coffer.chain.tron;

import org.jspecify.annotations.NullMarked;
