package coffer.chain.tron;

import java.util.LinkedHashMap;
import java.util.Map;

/// The resources that a transaction used. Nodes omit zero values, and so does [#facts].
///
/// @param fee all that its sender paid, in sun: for bandwidth, energy, a new account, a memo
/// @param netUsage bandwidth points that the sender had free of charge or by stake
/// @param netFee sun burned for bandwidth
/// @param energyTotal units of energy, independent of who paid for them
/// @param energyFee sun burned for energy
record TransactionCost(long fee, long netUsage, long netFee, long energyTotal, long energyFee) {

  /// The values that are not zero, by their names in the node's API.
  Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    put(facts, "energy_usage_total", energyTotal);
    put(facts, "energy_fee", energyFee);
    put(facts, "net_usage", netUsage);
    put(facts, "net_fee", netFee);
    put(facts, "fee", fee);
    return Map.copyOf(facts);
  }

  private static void put(Map<String, String> facts, String name, long number) {
    if (number != 0) facts.put(name, Long.toString(number));
  }
}
