package coffer.api.coffer;

/// Writes HTML; escapes all text.
final class HtmlWriter {
  private final StringBuilder out = new StringBuilder();

  /// @param tag element name with attributes, for example `p class="note"`; never input from
  ///     outside
  HtmlWriter open(String tag) {
    out.append('<').append(tag).append('>');
    return this;
  }

  HtmlWriter close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  HtmlWriter text(String text) {
    out.append(escape(text));
    return this;
  }

  /// An element that contains text only.
  HtmlWriter element(String tag, String text) {
    return open(tag).text(text).close(tag.split(" ", 2)[0]);
  }

  /// Paragraphs, separated by empty lines; renders `code` and **strong** text.
  HtmlWriter prose(String text) {
    for (var paragraph : text.split("\n\n", -1)) {
      open("p").inline(paragraph).close("p");
    }
    return this;
  }

  /// The same without paragraphs.
  HtmlWriter inline(String text) {
    out.append(
        escape(text)
            .replaceAll("`([^`]+)`", "<code>$1</code>")
            .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>"));
    return this;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
