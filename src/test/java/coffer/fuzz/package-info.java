/// Inputs that nobody would write, for every parser that strangers reach: [coffer.fuzz.FuzzTest]
/// tries the kept ones and random changes of them, and has Jazzer look for others when it is asked
/// for. What each parser may throw stands in its target, a class whose name ends in `Fuzz`, beside
/// the parser.

package coffer.fuzz;
