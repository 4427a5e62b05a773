package coffer.web.demo;

import coffer.web.Messages;

/// What all pages of the shop need.
///
/// @param path of the page, for links to its other languages
/// @param style URL of the style sheet
/// @param script URL of the script
/// @param refresh seconds after which a browser without scripts reloads the page; 0 = never
public record ShopFrame(Messages words, String path, String style, String script, int refresh) {
  public String say(String key, Object... values) {
    return words.say(key, values);
  }
}
