package coffer.web.cabinet;

import coffer.http.FormFields;
import java.util.Arrays;
import java.util.List;

/// What a person typed about a new destination.
///
/// @param types of events, separated by spaces or commas; empty = all
public record TypedWebhook(String url, String dialect, String types) {
  static final TypedWebhook NONE = new TypedWebhook("", "coffer", "");

  static TypedWebhook read(FormFields form) {
    return new TypedWebhook(
        form.field("url").orElse("").strip(),
        form.field("dialect").orElse("coffer"),
        form.field("types").orElse(""));
  }

  List<String> typeList() {
    return Arrays.stream(types.split("[\\s,]+")).filter(it -> !it.isEmpty()).distinct().toList();
  }
}
