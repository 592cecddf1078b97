package dev.rollcall.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.http.site.SiteSettings;
import dev.rollcall.security.TlsContext;
import dev.rollcall.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole server in this process: takes its data directory, starts the actors, knows when all of it
 * answers and stops it gracefully. Thread-safe.
 */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Beyond the drain itself: unbinding, handing off partitions, leaving the cluster. */
  private static final int SHUTDOWN_EXTRA_SECONDS = 2;

  private Server() {}

  /**
   * Starts a server; {@link Serving#awaitReady} says how far it came.
   *
   * @param config as {@link Configuration#load} made it
   * @throws UserError where the configuration or the data directory cannot be used
   */
  public static Serving start(Config config) {
    ServerSettings settings = ServerSettings.read(config);
    DataDirectory directory = DataDirectory.take(settings.dataDirectory());
    LogFiles logs = openOrRelease(settings, directory);
    Meters meters = new Meters();
    Store store = null;
    try {
      SiteSettings.check(settings.http());
      Provisions.prepare(settings);
      Store opened = Store.open(settings.store());
      store = opened;
      TlsContext tls = settings.anyTls() ? TlsContext.server(settings.tls()) : null;
      if (tls != null) {
        tls.bindTo(meters.registry());
      }
      CompletableFuture<List<Listening>> ready = new CompletableFuture<>();
      ActorSystem<Guardian.Command> system =
          ActorSystem.create(
              Guardian.create(settings, opened, tls, meters.registry(), ready),
              "rollcall",
              opened.persistence().withFallback(withDrain(config, settings)));
      CoordinatedShutdown.get(system)
          .addTask(
              CoordinatedShutdown.PhaseServiceUnbind(), "drain", () -> drain(system, settings));
      var unused =
          system
              .getWhenTerminated()
              .whenComplete(
                  (done, failure) -> {
                    ready.cancel(false);
                    opened.close();
                    meters.close();
                    release(directory);
                    logs.close();
                  });
      return new Serving(system, ready);
    } catch (RuntimeException e) {
      if (store != null) {
        store.close();
      }
      meters.close();
      release(directory);
      logs.close();
      throw e;
    }
  }

  private static LogFiles openOrRelease(ServerSettings settings, DataDirectory directory) {
    try {
      return LogFiles.open(settings.logDirectory());
    } catch (UserError e) {
      release(directory);
      throw e;
    }
  }

  /** Whether a server is running on this data directory now. */
  public static boolean runningOn(Path dataDirectory) {
    return DataDirectory.taken(dataDirectory);
  }

  private static Config withDrain(Config config, ServerSettings settings) {
    return ConfigFactory.parseString(
            "pekko.coordinated-shutdown.phases.service-unbind.timeout = %ds"
                .formatted(drainLimit(settings).toSeconds()))
        .withFallback(config);
  }

  private static CompletionStage<Done> drain(
      ActorSystem<Guardian.Command> system, ServerSettings settings) {
    String reason =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .map(CoordinatedShutdown.Reason::toString)
            .orElse("");
    return AskPattern.ask(
        system,
        replyTo -> new Guardian.Drain(reason, replyTo),
        drainLimit(settings),
        system.scheduler());
  }

  private static Duration drainLimit(ServerSettings settings) {
    return settings.drainDelay().plus(settings.drainTimeout()).plusSeconds(SHUTDOWN_EXTRA_SECONDS);
  }

  private static void release(DataDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      LOG.warn("The lock on {} was not given back: {}", directory.path(), e.toString());
    }
  }
}
