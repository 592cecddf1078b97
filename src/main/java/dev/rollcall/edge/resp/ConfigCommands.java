package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.Glob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CONFIG: the parameters that Redis' clients and tools ask for, with what holds here. Rollcall's
 * own configuration is its file; only what measures calls can be changed from here.
 */
public final class ConfigCommands {
  private static final String PATTERN_CHARACTERS = "[*?";

  private final CommandTable table;
  private final Statistics statistics;
  private final SortedMap<String, Setting> settings = new TreeMap<>();

  /**
   * @param table will have the command
   * @param statistics what RESETSTAT forgets
   * @param listeners those whose settings are shown
   * @param connectionsMax how many connections there may be
   */
  public ConfigCommands(
      CommandTable table, Statistics statistics, Listeners listeners, long connectionsMax) {
    this.table = table;
    this.statistics = statistics;
    Tuning tuning = statistics.tuning();
    Stream.of(
            Setting.number("slowlog-log-slower-than", tuning::slowMicros, -1, tuning::slowMicros),
            Setting.number("slowlog-max-len", tuning::slowLogLength, 0, tuning::slowLogLength),
            Setting.number(
                "latency-monitor-threshold", tuning::latencyMillis, 0, tuning::latencyMillis),
            Setting.fixed("maxclients", connectionsMax),
            Setting.fixed("maxmemory", Runtime.getRuntime().maxMemory()),
            Setting.shown("port", () -> listeners.port(false)),
            Setting.shown("tls-port", () -> listeners.port(true)),
            Setting.shown("bind", () -> String.join(" ", listeners.addresses())),
            Setting.shown("timeout", listeners::idleSeconds),
            Setting.shown("tcp-backlog", listeners::backlog),
            Setting.shown("proto-max-bulk-len", listeners::bulkBytesMax))
        .forEach(this::add);
    unchangeable().forEach((name, value) -> add(Setting.fixed(name, value)));
  }

  /** What is so because Rollcall is as it is: durable, never evicting, one database. */
  private static Map<String, String> unchangeable() {
    return Map.ofEntries(
        Map.entry("save", ""),
        Map.entry("appendonly", "yes"),
        Map.entry("appendfsync", "always"),
        Map.entry("databases", "1"),
        Map.entry("maxmemory-policy", "noeviction"),
        Map.entry("cluster-enabled", "no"),
        Map.entry("daemonize", "no"),
        Map.entry("notify-keyspace-events", ""),
        Map.entry("requirepass", ""),
        Map.entry("dbfilename", ""),
        Map.entry("replica-read-only", "no"),
        Map.entry("client-output-buffer-limit", "normal 0 0 0 slave 0 0 0 pubsub 0 0 0"));
  }

  private void add(Setting setting) {
    settings.put(setting.name(), setting);
  }

  /** The command, for the table. */
  public List<Command> commands() {
    return List.of(
        Command.named("config")
            .arity(-2)
            .group(Group.SERVER)
            .since("2.0.0")
            .complexity("Depends on the subcommand.")
            .summary("Tells the parameters of the server, and changes some.")
            .subcommands(
                sub("get", -3)
                    .syntax("parameter ...")
                    .complexity("O(N), N being the number of parameters times that of patterns")
                    .summary("Gives the parameters of these names or patterns.")
                    .reply("map: name to value")
                    .handledBy(this::get),
                sub("set", -4)
                    .syntax("parameter value ...")
                    .complexity("O(N), N being the number of parameters")
                    .summary(
                        "Changes slowlog-log-slower-than, slowlog-max-len or"
                            + " latency-monitor-threshold until the server stops.")
                    .reply("OK")
                    .handledBy(this::set),
                sub("resetstat", 2)
                    .summary("Forgets what was counted of commands and errors.")
                    .reply("OK")
                    .handledBy(this::resetStatistics),
                sub("rewrite", 2)
                    .since("2.8.0")
                    .summary("Is refused: the configuration file is its owner's.")
                    .reply("an error")
                    .handledBy(this::rewrite),
                Help.in(table, Group.SERVER))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.SERVER)
        .since("2.0.0")
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private CompletableFuture<?> get(Call call) {
    Map<String, Setting> found = new LinkedHashMap<>();
    for (int i = 2; i < call.count(); i++) {
      find(call.bytes(i), found);
    }
    Set<Setting> shown = new LinkedHashSet<>();
    found.values().removeIf(setting -> !shown.add(setting));
    call.out().map(found.size());
    found.forEach(
        (name, setting) -> {
          call.out().bulk(name);
          call.out().bulk(String.valueOf(setting.value().get()));
        });
    return Call.DONE;
  }

  /** What was asked for by its name is shown by the name that was asked for. */
  private void find(byte[] asked, Map<String, Setting> found) {
    String name = new String(asked, StandardCharsets.UTF_8);
    if (name.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0)) {
      Glob pattern = Glob.ofAnyCase(asked);
      settings.forEach(
          (known, setting) -> {
            if (pattern.matches(known.getBytes(StandardCharsets.US_ASCII))) {
              found.put(known, setting);
            }
          });
      return;
    }
    Setting setting = find(name);
    if (setting != null) {
      found.put(name, setting);
    }
  }

  private @Nullable Setting find(String name) {
    return settings.get(name.toLowerCase(Locale.ROOT));
  }

  private CompletableFuture<?> set(Call call) {
    if (call.count() % 2 != 0) {
      throw RespError.syntax();
    }
    for (int i = 2; i < call.count(); i += 2) {
      if (find(call.text(i)) == null) {
        throw RespError.argument(
            "Unknown option or number of arguments for CONFIG SET - '" + call.text(i) + "'");
      }
    }
    Map<String, Runnable> changes = new LinkedHashMap<>();
    for (int i = 2; i < call.count(); i += 2) {
      Setting setting = find(call.text(i));
      if (setting != null && changes.put(setting.name(), change(call, i, setting)) != null) {
        throw failed(call, i, "duplicate parameter");
      }
    }
    changes.values().forEach(Runnable::run);
    call.out().simple("OK");
    return Call.DONE;
  }

  private static Runnable change(Call call, int name, Setting setting) {
    LongConsumer setter = setting.setter();
    if (setter == null) {
      throw failed(call, name, "can't set immutable config");
    }
    long value =
        Numbers.integer(
            call, name + 1, failed(call, name, "argument couldn't be parsed into an integer"));
    if (value < setting.least()) {
      throw failed(
          call,
          name,
          "argument must be between " + setting.least() + " and " + Long.MAX_VALUE + " inclusive");
    }
    return () -> setter.accept(value);
  }

  private static RespError failed(Call call, int name, String why) {
    return RespError.argument(
        "CONFIG SET failed (possibly related to argument '" + call.text(name) + "') - " + why);
  }

  private CompletableFuture<?> resetStatistics(Call call) {
    statistics.reset();
    call.out().simple("OK");
    return Call.DONE;
  }

  private CompletableFuture<?> rewrite(Call call) {
    throw new RespError(ErrorCode.BAD_ARGUMENT, "ERR The server is running without a config file");
  }
}
