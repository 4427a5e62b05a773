package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.http.FieldProblem;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The fields of a request for a list.
///
/// @param statuses as in responses; empty = all
record OffsetPage(List<String> statuses, long limit, long offset) {
  private static final long MAX_LIMIT = 1_000;

  /// A list without statuses.
  static OffsetPage of(BodyFields body, long defaultLimit) {
    return new OffsetPage(
        List.of(),
        body.whole("limit", 1, MAX_LIMIT).orElse(defaultLimit),
        body.whole("offset", 0, Integer.MAX_VALUE).orElse(0L));
  }

  /// @param known the statuses that there are
  static OffsetPage read(BodyFields body, long defaultLimit, Set<String> known) {
    boolean one = body.node("status").filter(JsonNode::isString).isPresent();
    var statuses =
        one
            ? body.text("status", 20).stream().toList()
            : body.texts("status", 20, 20).orElse(List.of());
    for (int i = 0; i < statuses.size(); i++) {
      if (!known.contains(statuses.get(i))) {
        body.wrong(
            "status[" + i + "]", new FieldProblem.NotOneOf(known.stream().sorted().toList()));
      }
    }
    return new OffsetPage(
        statuses,
        body.whole("limit", 1, MAX_LIMIT).orElse(defaultLimit),
        body.whole("offset", 0, Integer.MAX_VALUE).orElse(0L));
  }
}
