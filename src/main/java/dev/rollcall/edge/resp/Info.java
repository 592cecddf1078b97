package dev.rollcall.edge.resp;

import dev.rollcall.base.Build;
import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What INFO tells, under the names that Redis' tools look for. Figures are those of the one
 * registry, of the machine and of {@link Statistics}; where Redis has one for something that does
 * not exist here it is left out, unless tools break without it. Thread-safe.
 */
final class Info {
  /** The Redis whose clients find here what they expect of it. */
  static final String REDIS_VERSION = "7.2.4";

  /** The section that needs to know how many keys there are. */
  static final String KEYSPACE = "keyspace";

  private static final Set<String> NOT_BY_DEFAULT = Set.of("commandstats", "latencystats");

  private static final double[] PERCENTILES = {50, 99, 99.9};

  private final Listeners listeners;
  private final Clients clients;
  private final Statistics statistics;
  private final MeterRegistry registry;
  private final long connectionsMax;
  private final IntSupplier channels;
  private final IntSupplier patterns;
  private final RunId runId = RunId.random();
  private final Build build = Build.read();
  private final ProcessFigures process = new ProcessFigures();
  private final Map<String, Consumer<InfoText>> sections = new LinkedHashMap<>();

  /**
   * @param registry has the meters of the whole server
   * @param connectionsMax how many connections there may be
   * @param channels how many channels somebody has subscribed to
   * @param patterns how many patterns
   */
  Info(
      Listeners listeners,
      Clients clients,
      Statistics statistics,
      MeterRegistry registry,
      long connectionsMax,
      IntSupplier channels,
      IntSupplier patterns) {
    this.listeners = listeners;
    this.clients = clients;
    this.statistics = statistics;
    this.registry = registry;
    this.connectionsMax = connectionsMax;
    this.channels = channels;
    this.patterns = patterns;
    sections.put("server", this::server);
    sections.put("clients", this::clients);
    sections.put("memory", this::memory);
    sections.put("persistence", Info::persistence);
    sections.put("stats", this::stats);
    sections.put("replication", this::replication);
    sections.put("cpu", this::cpu);
    sections.put("modules", text -> text.section("Modules"));
    sections.put("commandstats", this::commandStats);
    sections.put("errorstats", this::errorStats);
    sections.put("latencystats", this::latencyStats);
    sections.put("cluster", Info::cluster);
    sections.put(KEYSPACE, text -> {});
  }

  /** The sections that these words ask for, in their order; without a word the usual ones. */
  Set<String> selected(List<String> words) {
    Set<String> asked = new LinkedHashSet<>();
    for (String word : words.isEmpty() ? List.of("default") : words) {
      String section = word.toLowerCase(Locale.ROOT);
      switch (section) {
        case "all", "everything" -> asked.addAll(sections.keySet());
        case "default" ->
            sections.keySet().stream()
                .filter(name -> !NOT_BY_DEFAULT.contains(name))
                .forEach(asked::add);
        default -> asked.add(section);
      }
    }
    Set<String> selected = new LinkedHashSet<>(sections.keySet());
    selected.retainAll(asked);
    return selected;
  }

  /**
   * The text.
   *
   * @param keys how many keys there are; not used without the section about them
   */
  String text(Set<String> selected, int keys) {
    InfoText text = new InfoText();
    sections.forEach(
        (name, section) -> {
          if (selected.contains(name)) {
            section.accept(text);
          }
        });
    if (selected.contains(KEYSPACE)) {
      keyspace(text, keys);
    }
    return text.toString();
  }

  private void server(InfoText text) {
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    text.section("Server");
    text.field("redis_version", REDIS_VERSION);
    text.field("rollcall_version", build.version());
    text.field("redis_git_sha1", build.commit());
    text.field("redis_git_dirty", 0);
    text.field("redis_build_id", build.commit());
    text.field("redis_mode", "standalone");
    text.field(
        "os",
        System.getProperty("os.name")
            + ' '
            + System.getProperty("os.version")
            + ' '
            + System.getProperty("os.arch"));
    text.field("arch_bits", 64);
    text.field("java_version", Runtime.version());
    text.field("process_id", ProcessHandle.current().pid());
    text.field("run_id", runId);
    text.field("tcp_port", listeners.port(false));
    text.field("tls_port", listeners.port(true));
    text.field("server_time_usec", micros(Instant.now()));
    text.field("uptime_in_seconds", TimeUnit.MILLISECONDS.toSeconds(uptime));
    text.field("uptime_in_days", TimeUnit.MILLISECONDS.toDays(uptime));
    text.field("hz", 10);
    text.field("configured_hz", 10);
    text.field("executable", ProcessHandle.current().info().command().orElse(""));
    text.field("config_file", "");
  }

  static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }

  private void clients(InfoText text) {
    text.section("Clients");
    text.field("connected_clients", clients.count());
    text.field("cluster_connections", 0);
    text.field("maxclients", connectionsMax);
    text.field("blocked_clients", clients.blocked());
    text.field("tracking_clients", 0);
  }

  private void memory(InfoText text) {
    long used = process.usedBytes();
    long resident = process.residentBytes();
    text.section("Memory");
    text.bytes("used_memory", used);
    text.bytes("used_memory_rss", resident);
    text.bytes("used_memory_peak", process.peakBytes());
    text.bytes("total_system_memory", process.systemBytes());
    text.field("used_memory_lua", 0);
    text.bytes("maxmemory", process.heapBytesMax());
    text.field("maxmemory_policy", "noeviction");
    text.field("mem_fragmentation_ratio", InfoText.decimals((double) resident / used, 2));
    text.field("mem_fragmentation_bytes", resident - used);
    text.field("mem_allocator", "java");
  }

  /**
   * Whatever is acknowledged is on disk: the state in which Redis is with its log always synced.
   */
  private static void persistence(InfoText text) {
    text.section("Persistence");
    text.field("loading", 0);
    text.field("async_loading", 0);
    text.field("rdb_changes_since_last_save", 0);
    text.field("rdb_bgsave_in_progress", 0);
    text.field("rdb_last_save_time", Instant.now().getEpochSecond());
    text.field("rdb_last_bgsave_status", "ok");
    text.field("rdb_last_bgsave_time_sec", -1);
    text.field("rdb_current_bgsave_time_sec", -1);
    text.field("aof_enabled", 1);
    text.field("aof_rewrite_in_progress", 0);
    text.field("aof_rewrite_scheduled", 0);
    text.field("aof_last_rewrite_time_sec", -1);
    text.field("aof_current_rewrite_time_sec", -1);
    text.field("aof_last_bgrewrite_status", "ok");
    text.field("aof_last_write_status", "ok");
  }

  private void stats(InfoText text) {
    long queries = sum(registry.find(MeterNames.SET_QUERIES));
    long hits = sum(registry.find(MeterNames.SET_HITS));
    text.section("Stats");
    text.field("total_connections_received", ofListeners(MeterNames.CONNECTIONS));
    text.field("total_commands_processed", statistics.calls());
    text.field("instantaneous_ops_per_sec", statistics.callsPerSecond());
    text.field("total_net_input_bytes", ofListeners(MeterNames.RECEIVED_BYTES));
    text.field("total_net_output_bytes", ofListeners(MeterNames.SENT_BYTES));
    text.field("rejected_connections", refused());
    text.field("sync_full", 0);
    text.field("sync_partial_ok", 0);
    text.field("sync_partial_err", 0);
    text.field("expired_keys", 0);
    text.field("evicted_keys", 0);
    text.field("evicted_clients", 0);
    text.field("keyspace_hits", hits);
    text.field("keyspace_misses", queries - hits);
    text.field("pubsub_channels", channels.getAsInt());
    text.field("pubsub_patterns", patterns.getAsInt());
    text.field("latest_fork_usec", 0);
    text.field("total_error_replies", sum(statistics.errors().values()));
  }

  private long refused() {
    return listeners.names().stream()
        .mapToLong(
            name ->
                sum(
                    registry
                        .find(MeterNames.CONNECTIONS)
                        .tag(MeterNames.LISTENER, name)
                        .tag(MeterNames.OUTCOME, "refused")))
        .sum();
  }

  private long ofListeners(String meter) {
    return listeners.names().stream()
        .mapToLong(name -> sum(registry.find(meter).tag(MeterNames.LISTENER, name)))
        .sum();
  }

  private static long sum(Search meters) {
    return (long) meters.counters().stream().mapToDouble(Counter::count).sum();
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** A node answers for all: none follows another. */
  private void replication(InfoText text) {
    text.section("Replication");
    text.field("role", "master");
    text.field("connected_slaves", 0);
    text.field("master_failover_state", "no-failover");
    text.field("master_replid", runId);
    text.field("master_replid2", RunId.NONE);
    text.field("master_repl_offset", 0);
    text.field("second_repl_offset", -1);
    text.field("repl_backlog_active", 0);
    text.field("repl_backlog_size", 0);
    text.field("repl_backlog_first_byte_offset", 0);
    text.field("repl_backlog_histlen", 0);
  }

  private void cpu(InfoText text) {
    text.section("CPU");
    text.field("used_cpu_sys", InfoText.decimals(process.systemSeconds(), 6));
    text.field("used_cpu_user", InfoText.decimals(process.userSeconds(), 6));
    text.field("used_cpu_sys_children", InfoText.decimals(0, 6));
    text.field("used_cpu_user_children", InfoText.decimals(0, 6));
  }

  private void commandStats(InfoText text) {
    text.section("Commandstats");
    statistics
        .commands()
        .forEach((name, figures) -> text.field("cmdstat_" + name, figures(figures)));
  }

  private static String figures(Statistics.Figures figures) {
    long calls = figures.calls.sum();
    long nanos = figures.nanos.sum();
    return "calls="
        + calls
        + ",usec="
        + TimeUnit.NANOSECONDS.toMicros(nanos)
        + ",usec_per_call="
        + InfoText.decimals(calls == 0 ? 0 : nanos / 1000.0 / calls, 2)
        + ",rejected_calls="
        + figures.rejected.sum()
        + ",failed_calls="
        + figures.failed.sum();
  }

  private void errorStats(InfoText text) {
    text.section("Errorstats");
    statistics.errors().forEach((kind, count) -> text.field("errorstat_" + kind, "count=" + count));
  }

  private void latencyStats(InfoText text) {
    text.section("Latencystats");
    statistics
        .commands()
        .forEach(
            (name, figures) -> {
              if (figures.calls.sum() > 0) {
                text.field("latency_percentiles_usec_" + name, percentiles(figures.durations));
              }
            });
  }

  private static String percentiles(LatencyHistogram durations) {
    StringBuilder all = new StringBuilder();
    for (double percentile : PERCENTILES) {
      all.append(all.isEmpty() ? "p" : ",p")
          .append(percentile == Math.rint(percentile) ? "" + (int) percentile : "" + percentile)
          .append('=')
          .append(InfoText.decimals(durations.percentile(percentile / 100), 3));
    }
    return all.toString();
  }

  /** Clients need not know that there are several nodes: each answers for every key. */
  private static void cluster(InfoText text) {
    text.section("Cluster");
    text.field("cluster_enabled", 0);
  }

  private static void keyspace(InfoText text, int keys) {
    text.section("Keyspace");
    if (keys > 0) {
      text.field("db0", "keys=" + keys + ",expires=0,avg_ttl=0");
    }
  }
}
