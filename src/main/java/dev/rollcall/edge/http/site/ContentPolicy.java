package dev.rollcall.edge.http.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The {@code Content-Security-Policy} of a page made from a template: scripts and styles of the
 * template itself and of this server, and no others, whatever is inserted.
 */
final class ContentPolicy {
  private static final Pattern INLINE =
      Pattern.compile("<(style|script)\\b[^>]*>(.*?)</\\1>", Pattern.DOTALL);

  private ContentPolicy() {}

  /**
   * The policy for pages of this template.
   *
   * @param template with no placeholder inside a style or script, which would change its hash
   */
  static HttpHeader of(String template) {
    StringBuilder styles = new StringBuilder("'self'");
    StringBuilder scripts = new StringBuilder("'self'");
    Matcher inline = INLINE.matcher(template);
    while (inline.find()) {
      (inline.group(1).equals("style") ? styles : scripts)
          .append(" 'sha256-")
          .append(hash(inline.group(2)))
          .append('\'');
    }
    return RawHeader.create(
        "Content-Security-Policy",
        "default-src 'none'; img-src 'self' data:; font-src 'self'; style-src "
            + styles
            + "; script-src "
            + scripts
            + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  }

  private static String hash(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
