package coffer.api.coffer;

/// Writes HTML: what is text is escaped, and nothing else gets in.
final class Html {
  private final StringBuilder out = new StringBuilder();

  /// @param tag with its attributes: `p class="note"`; ours, never from outside
  Html open(String tag) {
    out.append('<').append(tag).append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /// An element with nothing but text in it.
  Html element(String tag, String text) {
    return open(tag).text(text).close(tag.split(" ", 2)[0]);
  }

  /// A paragraph for each that an empty line ends; `code` and **strong** words in it.
  Html prose(String text) {
    for (var paragraph : text.split("\n\n", -1)) {
      open("p").inline(paragraph).close("p");
    }
    return this;
  }

  /// The same without paragraphs.
  Html inline(String text) {
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
