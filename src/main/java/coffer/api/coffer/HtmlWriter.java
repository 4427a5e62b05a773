package coffer.api.coffer;

/// Writes HTML: what is text is escaped, and nothing else gets in.
final class HtmlWriter {
  private final StringBuilder out = new StringBuilder();

  /// @param tag with its attributes: `p class="note"`; ours, never from outside
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

  /// An element with nothing but text in it.
  HtmlWriter element(String tag, String text) {
    return open(tag).text(text).close(tag.split(" ", 2)[0]);
  }

  /// A paragraph for each that an empty line ends; `code` and **strong** words in it.
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
