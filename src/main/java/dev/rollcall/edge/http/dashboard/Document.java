package dev.rollcall.edge.http.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/**
 * The dashboard as one HTML document with all styles and scripts inside, and the policy that allows
 * a browser to run these and nothing else (Content Security Policy Level 3). Immutable.
 *
 * @param html the document
 * @param policy the value of the header {@code Content-Security-Policy}
 */
record Document(String html, String policy) {
  /** In this order: each may use what those before it define. */
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "dom.js",
          "meters.js",
          "history.js",
          "charts.js",
          "tables.js",
          "boxes.js",
          "tail.js",
          "dashboard.js");

  private static final String WEBJAR_PROPERTIES =
      "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  /** Puts the document together out of the resources of this package and of Chart.js. */
  static Document assemble() {
    String style = resource("dashboard.css");
    String charts = withoutSourceMap(resource(chartsPath()));
    StringBuilder own = new StringBuilder("'use strict';\n");
    SCRIPTS.forEach(script -> own.append(resource(script)));
    String html =
        resource("dashboard.html")
            .replace("{{style}}", inline(style, "</style"))
            .replace("{{charts}}", inline(charts, "</script"))
            .replace("{{page}}", inline(own.toString(), "</script"));
    String policy =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src " + source(charts) + " " + source(own.toString()),
            "style-src " + source(style),
            // The API and the feeds of this server; browsers count its WebSockets in.
            "connect-src 'self'",
            // The icon is part of the document too.
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            // Text can never become markup, not even by a mistake of the page's own.
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");
    return new Document(html, policy);
  }

  /** Where the webjar has Chart.js: its path contains the version, and so does its description. */
  private static String chartsPath() {
    Properties webjar = new Properties();
    try (InputStream in = open(WEBJAR_PROPERTIES)) {
      webjar.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/chart.js/"
        + webjar.getProperty("version")
        + "/dist/chart.umd.min.js";
  }

  /** Browsers with their tools open would ask this server for a file that it does not have. */
  private static String withoutSourceMap(String script) {
    return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String inline(String text, String end) {
    if (text.contains(end)) {
      throw new IllegalStateException("an inlined resource contains " + end);
    }
    return text;
  }

  /** With the line ends that a browser sees, whatever they are in the file. */
  private static String resource(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = Document.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the resource " + name + " is missing");
    }
    return in;
  }

  /** How a policy names a script or style. */
  private static String source(String text) {
    byte[] digest = sha256(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
