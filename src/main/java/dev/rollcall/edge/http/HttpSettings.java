package dev.rollcall.edge.http;

import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.Escape;
import dev.rollcall.security.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all HTTP listeners have in common; the block {@code rollcall.http}.
 *
 * @param root the directory that is served; empty for none
 * @param listing whether directories without an index file are listed
 * @param headerBytesMax the longest head of a request, its first line included
 * @param bodyBytesMax the longest body of a request
 * @param requestsMax requests that are answered at once; 0 for any number
 * @param rateLimitRequests requests a client may send within the window; 0 for any number
 * @param rateLimitWindow any stretch of time of this length
 * @param trustedProxies where proxies are whose word on their clients counts
 */
public record HttpSettings(
    Optional<Path> root,
    boolean listing,
    int headerBytesMax,
    long bodyBytesMax,
    int requestsMax,
    int rateLimitRequests,
    Duration rateLimitWindow,
    List<Network> trustedProxies) {

  /** A client's last times are remembered one by one. */
  private static final int RATE_LIMIT_REQUESTS_MOST = 100_000;

  private static final Duration RATE_LIMIT_WINDOW_LONGEST = Duration.ofDays(1);
  private static final int HEADER_BYTES_LEAST = 1024;
  private static final int HEADER_BYTES_MOST = 1 << 20;

  /** Reads the block {@code http} of the block {@code rollcall}. */
  public static HttpSettings read(ConfigReader rollcall) {
    ConfigReader http = rollcall.block("http");
    return new HttpSettings(
        Optional.of(http.path("root")).filter(root -> !root.toString().isEmpty()),
        http.flag("listing"),
        (int) http.bytes("header-bytes-max", HEADER_BYTES_LEAST, HEADER_BYTES_MOST),
        http.bytes("body-bytes-max", 0, Long.MAX_VALUE / 2),
        http.integer("requests-max", 0, Integer.MAX_VALUE),
        http.block("rate-limit").integer("requests", 0, RATE_LIMIT_REQUESTS_MOST),
        window(http.block("rate-limit")),
        trustedProxies(http));
  }

  private static Duration window(ConfigReader rateLimit) {
    Duration window = rateLimit.duration("window", RATE_LIMIT_WINDOW_LONGEST);
    if (window.isZero() && rateLimit.has("window")) {
      rateLimit.fault("window", "0", "must be longer than zero");
    }
    return window;
  }

  private static List<Network> trustedProxies(ConfigReader http) {
    List<Network> networks = new ArrayList<>();
    for (String text : http.texts("trusted-proxies")) {
      Network.parse(text)
          .ifPresentOrElse(
              networks::add,
              () ->
                  http.fault(
                      "trusted-proxies",
                      Escape.text(text),
                      "must be addresses or networks, such as 10.0.0.0/8 or fd00::1"));
    }
    return List.copyOf(networks);
  }
}
