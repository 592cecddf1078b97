package dev.rollcall.app;

import com.typesafe.config.Config;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.TopicSettings;
import dev.rollcall.edge.LimitSettings;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Protocol;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.lookup.SetSettings;
import dev.rollcall.security.TlsContext;
import dev.rollcall.security.TlsSettings;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code rollcall { … }} says, read once and validated as a whole.
 *
 * @param logDirectory where log files are kept, empty for none
 * @param drainDelay how long a server that is to stop says that it is not ready before it does
 * @param drainTimeout how long stopping may take then
 */
public record ServerSettings(
    Path dataDirectory,
    Optional<Path> logDirectory,
    Duration drainDelay,
    Duration drainTimeout,
    List<ListenerSettings> listeners,
    LimitSettings limits,
    TlsSettings tls,
    StoreSettings store,
    List<SetSettings> sets,
    TopicSettings topics,
    HttpSettings http) {

  private static final Duration DRAIN_MAX = Duration.ofHours(1);

  /**
   * Reads the settings out of what {@link Configuration#load} made.
   *
   * @throws UserError that names every fault, a line each
   */
  public static ServerSettings read(Config config) {
    ConfigReader reader = ConfigReader.at(config, "rollcall");
    Path dataDirectory = reader.path("data-dir");
    if (dataDirectory.toString().isEmpty()) {
      reader.fault("data-dir", "\"\"", "must name a directory");
    }
    List<SetSettings> sets =
        reader.names("sets").stream()
            .map(name -> SetSettings.read(name, reader.block("sets").block(name)))
            .toList();
    ServerSettings settings =
        new ServerSettings(
            dataDirectory,
            Optional.of(reader.block("logs").path("directory"))
                .filter(directory -> !directory.toString().isEmpty()),
            reader.duration("drain-delay", DRAIN_MAX),
            reader.duration("drain-timeout", DRAIN_MAX),
            ListenerSettings.readAll(reader),
            LimitSettings.read(reader),
            TlsSettings.read(reader.block("tls"), dataDirectory),
            StoreSettings.read(reader.block("store"), dataDirectory),
            sets,
            TopicSettings.read(reader),
            HttpSettings.read(reader));
    settings.checkSetsAsked(reader.block("listeners"));
    reader.throwFaults();
    return settings;
  }

  /** Whether any listener speaks TLS. */
  boolean anyTls() {
    return listeners.stream().anyMatch(ListenerSettings::tls);
  }

  /**
   * Looks at the files that the settings name, without changing any.
   *
   * @throws UserError that names every file that cannot be used, a line each
   */
  public void checkFiles() {
    List<String> faults = new ArrayList<>();
    if (anyTls()) {
      try {
        TlsContext.check(tls);
      } catch (UserError e) {
        faults.add(e.getMessage());
      }
    }
    sets.stream()
        .filter(set -> !set.source().equals(Provisions.sample(dataDirectory)))
        .flatMap(set -> set.sourceFault().stream())
        .forEach(faults::add);
    if (!faults.isEmpty()) {
      throw UserError.configuration(String.join("\n", faults));
    }
  }

  private void checkSetsAsked(ConfigReader reader) {
    List<String> names = sets.stream().map(SetSettings::name).toList();
    for (ListenerSettings listener : listeners) {
      if (listener.protocol() == Protocol.LOOKUP && !names.contains(listener.set())) {
        reader
            .block(listener.name())
            .fault("set", listener.set(), "no such set; rollcall.sets has " + names);
      }
    }
  }
}
