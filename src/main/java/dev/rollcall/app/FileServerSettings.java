package dev.rollcall.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link FileServer} serves, and to whom.
 *
 * @param host the address or host name it binds
 * @param port the port it binds; 0 for a free one
 * @param directory the directory whose files it serves
 * @param listing whether directories without an index file are listed
 * @param workers how many requests are answered at once
 * @param rateRequests how many requests of one address are answered in a window; 0 for any number
 * @param rateWindow how long a window is
 * @param clientTimeout how long a client may take to send a request, to take an answer, and between
 *     two requests
 */
public record FileServerSettings(
    String host,
    int port,
    Path directory,
    boolean listing,
    int workers,
    int rateRequests,
    Duration rateWindow,
    Duration clientTimeout) {

  static final String LISTENER = "http";

  /** Enough for clients that come at once, and no more than most systems allow. */
  private static final int BACKLOG = 100;

  /** The same as configuration, laid over the built-in one. */
  Config config() {
    Map<String, Object> values = new HashMap<>();
    values.put("pekko.actor.provider", "local");
    String listener = "rollcall.listeners." + LISTENER + ".";
    values.put(listener + "interface", host);
    values.put(listener + "port", port);
    values.put(listener + "backlog", BACKLOG);
    values.put(listener + "idle-timeout", clientTimeout);
    values.put("rollcall.limits.frame-timeout", clientTimeout);
    values.put("rollcall.limits.write-timeout", clientTimeout);
    values.put("rollcall.http.root", directory.toAbsolutePath().toString());
    values.put("rollcall.http.listing", listing);
    values.put("rollcall.http.rate-limit.requests", rateRequests);
    values.put("rollcall.http.rate-limit.window", rateWindow);
    // The threads that read files; requests beyond wait for one.
    values.put(
        "pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size", workers);
    return ConfigFactory.parseMap(values)
        .withFallback(Configuration.load(Optional.empty(), List.of(), Map.of()))
        .resolve();
  }
}
