package dev.rollcall.edge.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.RespFixture;
import dev.rollcall.edge.RespSocket;
import dev.rollcall.edge.resp.Command.Flag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What COMMAND, CONFIG, INFO, LATENCY, SLOWLOG and the like answer, byte for byte as Redis does.
 */
class ServerCommandsIT {
  private static final List<String> KEYS = new ArrayList<>();

  private static final RespFixture SERVER =
      new RespFixture(
          "",
          server -> new ConnectionCommands().commands(),
          server -> new ClientCommands(server.table(), server.clients()).commands(),
          server -> new CommandCommands(server.table()).commands(),
          server ->
              new ConfigCommands(server.table(), server.statistics(), server.listeners(), 1000)
                  .commands(),
          server -> new SlowLogCommands(server.table(), server.statistics()).commands(),
          server -> new LatencyCommands(server.table(), server.statistics()).commands(),
          server ->
              new ServerCommands(
                      server.listeners(),
                      server.clients(),
                      server.statistics(),
                      server.registry(),
                      1000,
                      new ListedKeys(),
                      () -> 5,
                      () -> 7)
                  .commands(),
          server -> KeyedCommands.commands());

  private RespSocket client;

  @BeforeEach
  void connect() throws IOException {
    KEYS.clear();
    client = SERVER.connect();
    client.ask("CONFIG SET slowlog-log-slower-than 10000 slowlog-max-len 128");
    client.ask("SLOWLOG RESET");
    client.ask("CONFIG SET latency-monitor-threshold 0");
    client.ask("LATENCY RESET");
    client.ask("CONFIG RESETSTAT");
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "COMMAND COUNT; :21|",
        "COMMAND COUNT x; -ERR wrong number of arguments for 'command|count' command|",
        "COMMAND INFO nope; *1|$-1|",
        "COMMAND DOCS nope; *0|",
        "COMMAND LIST FILTERBY PATTERN s*em*; *1|$4|smem|",
        "COMMAND LIST FILTERBY PATTERN client\\|set*; *2|$14|client|setname|$14|client|setinfo|",
        "COMMAND LIST FILTERBY ACLCAT set; *1|$4|smem|",
        "COMMAND LIST FILTERBY ACLCAT nope; *0|",
        "COMMAND LIST FILTERBY MODULE x; *0|",
        "COMMAND LIST FILTERBY NOPE x; -ERR syntax error|",
        "COMMAND LIST FOO; -ERR syntax error|",
        "COMMAND GETKEYS; -ERR wrong number of arguments for 'command|getkeys' command|",
        "COMMAND GETKEYS smem a b; *2|$1|a|$1|b|",
        "COMMAND GETKEYS two a b c; *2|$1|b|$1|c|",
        "COMMAND GETKEYS two a; -ERR Invalid arguments specified for command|",
        "COMMAND GETKEYS nope x; -ERR Invalid command specified|",
        "COMMAND GETKEYS smem; -ERR wrong number of arguments for 'command|getkeys' command|",
        "COMMAND GETKEYS client id; -ERR The command has no key arguments|",
        "COMMAND GETKEYS time x; -ERR The command has no key arguments|",
        "COMMAND NOPE; -ERR unknown subcommand 'NOPE'. Try COMMAND HELP.|",
        "TIME x; -ERR wrong number of arguments for 'time' command|",
        "DBSIZE x; -ERR wrong number of arguments for 'dbsize' command|",
        "ROLE; *3|$6|master|:0|*0|",
        "FLUSHALL FOO; -ERR syntax error|",
        "FLUSHALL ASYNC SYNC; -ERR syntax error|",
        "FLUSHDB FOO; -ERR syntax error|",
        "CONFIG; -ERR wrong number of arguments for 'config' command|",
        "CONFIG GET; -ERR wrong number of arguments for 'config|get' command|",
        "CONFIG GET save; *2|$4|save|$0||",
        "CONFIG GET appendonly; *2|$10|appendonly|$3|yes|",
        "CONFIG GET SAVE; *2|$4|SAVE|$0||",
        "CONFIG GET nope; *0|",
        "CONFIG GET SLOWLOG-*; *4|$23|slowlog-log-slower-than|$5|10000|$15|slowlog-max-len|$3|128|",
        "CONFIG GET maxc*ts save maxclients; *4|$10|maxclients|$4|1000|$4|save|$0||",
        "CONFIG SET nope 1; -ERR Unknown option or number of arguments for CONFIG SET - 'nope'|",
        "CONFIG SET save x nope 2; -ERR Unknown option or number of arguments for CONFIG SET -"
            + " 'nope'|",
        "CONFIG SET slowlog-max-len; -ERR wrong number of arguments for 'config|set' command|",
        "CONFIG SET slowlog-max-len 1 x; -ERR syntax error|",
        "CONFIG SET slowlog-max-len a; -ERR CONFIG SET failed (possibly related to argument"
            + " 'slowlog-max-len') - argument couldn't be parsed into an integer|",
        "CONFIG SET slowlog-max-len -1; -ERR CONFIG SET failed (possibly related to argument"
            + " 'slowlog-max-len') - argument must be between 0 and 9223372036854775807"
            + " inclusive|",
        "CONFIG SET slowlog-log-slower-than -2; -ERR CONFIG SET failed (possibly related to"
            + " argument 'slowlog-log-slower-than') - argument must be between -1 and"
            + " 9223372036854775807 inclusive|",
        "CONFIG SET slowlog-max-len 1 slowlog-max-len 2; -ERR CONFIG SET failed (possibly related"
            + " to argument 'slowlog-max-len') - duplicate parameter|",
        "CONFIG SET databases 3; -ERR CONFIG SET failed (possibly related to argument"
            + " 'databases') - can't set immutable config|",
        "CONFIG REWRITE; -ERR The server is running without a config file|",
        "LATENCY; -ERR wrong number of arguments for 'latency' command|",
        "LATENCY LATEST; *0|",
        "LATENCY HISTORY; -ERR wrong number of arguments for 'latency|history' command|",
        "LATENCY HISTORY command; *0|",
        "LATENCY RESET; :0|",
        "LATENCY RESET command; :0|",
        "LATENCY HISTOGRAM nope; *0|",
        "LATENCY HISTOGRAM ping; *0|",
        "LATENCY NOPE; -ERR unknown subcommand 'NOPE'. Try LATENCY HELP.|",
        "SLOWLOG; -ERR wrong number of arguments for 'slowlog' command|",
        "SLOWLOG GET; *0|",
        "SLOWLOG GET -1; *0|",
        "SLOWLOG GET -2; -ERR count should be greater than or equal to -1|",
        "SLOWLOG GET a; -ERR count should be greater than or equal to -1|",
        "SLOWLOG GET 1 2; -ERR unknown subcommand or wrong number of arguments for 'GET'. Try"
            + " SLOWLOG HELP.|",
        "SLOWLOG LEN; :0|",
        "SLOWLOG RESET; +OK|",
        "INFO nope; $0||",
        "INFO cluster; $30|# Cluster||cluster_enabled:0|||",
        "INFO keyspace; $12|# Keyspace|||",
      })
  void answersAsRedisDoes(String request, String reply) throws IOException {
    assertThat(client.ask(request.replace("\\|", "|")).replace("\r\n", "||")).isEqualTo(reply);
  }

  // ---- COMMAND

  @Test
  void describesACommandInTenElements() throws IOException {
    assertThat(client.ask("COMMAND INFO SMEM"))
        .isEqualTo(
            "*1|*10|$4|smem|:-2|*2|+readonly|+fast|:1|:-1|:1|*3|+@fast|+@read|+@set|*0|"
                + "*1|*6|$5|flags|*1|+RO|$12|begin_search|*4|$4|type|$5|index|$4|spec|*2|$5|index|:1|"
                + "$9|find_keys|*4|$4|type|$5|range|$4|spec|*6|$7|lastkey|:-1|$7|keystep|:1|$5|limit|:0|"
                + "*0|");
    client.ask("HELLO 3");
    assertThat(client.ask("COMMAND INFO two config|rewrite"))
        .isEqualTo(
            "*2|*10|$3|two|:-2|~1|+movablekeys|:0|:0|:0|~2|+@keyspace|+@slow|~0|~0|~0|"
                + "*10|$14|config|rewrite|:2|~4|+admin|+noscript|+loading|+stale|:0|:0|:0|"
                + "~3|+@admin|+@dangerous|+@slow|~0|~0|~0|");
  }

  @Test
  void describesSubcommandsInsideTheirCommand() throws IOException {
    String slowlog = client.ask("COMMAND INFO slowlog");
    assertThat(slowlog)
        .startsWith("*1|*10|$7|slowlog|:-2|*0|:0|:0|:0|*1|+@slow|*0|*0|*4|*10|$11|slowlog|get|");
    assertThat(client.ask("COMMAND")).startsWith("*21|*10|").contains(slowlog.substring(3));
    assertThat(client.ask("COMMAND INFO")).isEqualTo(client.ask("COMMAND"));
  }

  @Test
  void documentsACommand() throws IOException {
    assertThat(client.ask("COMMAND DOCS smem smem nope"))
        .isEqualTo(
            "*2|$4|smem|*10|$7|summary|$9|Lists it.|$5|since|$5|1.0.0|$5|group|$3|set|"
                + "$10|complexity|$4|O(1)|$9|arguments|*4|"
                + "*6|$4|name|$3|key|$4|type|$3|key|$5|flags|*1|+multiple|"
                + "*8|$4|name|$5|count|$4|type|$7|integer|$5|token|$5|COUNT|$5|flags|*1|+optional|"
                + "*8|$4|name|$8|nomkever|$4|type|$10|pure-token|$5|token|$8|NOMKEVER|$5|flags|*1|"
                + "+optional|"
                + "*4|$4|name|$6|ID | $|$4|type|$6|string|");
    client.ask("HELLO 3");
    assertThat(client.ask("COMMAND DOCS slowlog"))
        .startsWith(
            "%1|$7|slowlog|%5|$7|summary|$30|Tells of calls that took long.|$5|since|$6|2.2.12|")
        .contains("|$11|subcommands|%4|$11|slowlog|get|%5|");
  }

  @Test
  void listsTheNamesOfAllCommands() throws IOException {
    assertThat(client.ask("COMMAND LIST"))
        .startsWith("*21|$4|auth|$6|client|$7|command|")
        .doesNotContain("client|id");
  }

  @Test
  void everyHelpListsTheSubcommands() throws IOException {
    for (String command : List.of("CLIENT", "COMMAND", "CONFIG", "LATENCY", "SLOWLOG")) {
      assertThat(client.ask(command + " HELP"))
          .contains("|+" + command + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:|")
          .endsWith("|+HELP|+    Tells what subcommands there are.|");
    }
  }

  // ---- CONFIG

  @Test
  void configShowsWhatHolds() throws IOException {
    int port = SERVER.address().getPort();
    client.ask("HELLO 3");
    assertThat(client.ask("CONFIG GET port bind tls-port"))
        .isEqualTo("%3|$4|port|$5|" + port + "|$4|bind|$9|127.0.0.1|$8|tls-port|$1|0|");
    assertThat(client.ask("CONFIG GET proto-max-bulk-len timeout databases"))
        .isEqualTo("%3|$18|proto-max-bulk-len|$7|1048576|$7|timeout|$1|0|$9|databases|$1|1|");
    assertThat(client.ask("CONFIG GET *")).startsWith("%2").contains("$16|maxmemory-policy|");
    assertThat(client.ask("CONFIG", "GET", "a*".repeat(200)))
        .isEqualTo("-ERR a pattern may have at most 256 bytes|");
  }

  @Test
  void configIsChangedWholeOrNotAtAll() throws IOException {
    assertThat(client.ask("CONFIG SET slowlog-max-len 5 databases 3")).startsWith("-ERR CONFIG");
    assertThat(client.ask("CONFIG GET slowlog-max-len")).endsWith("|$3|128|");
    assertThat(client.ask("CONFIG SET slowlog-max-len 5 latency-monitor-threshold 7"))
        .isEqualTo("+OK|");
    assertThat(client.ask("CONFIG GET slowlog-max-len")).endsWith("|$1|5|");
    assertThat(client.ask("CONFIG GET latency-monitor-threshold")).endsWith("|$1|7|");
  }

  // ---- Keys

  @Test
  void countsAndDeletesAllKeys() throws IOException {
    KEYS.addAll(List.of("a", "b"));
    assertThat(client.ask("DBSIZE")).isEqualTo(":2|");
    assertThat(client.ask("INFO keyspace"))
        .isEqualTo("$44|# Keyspace\r\ndb0:keys=2,expires=0,avg_ttl=0\r\n|");
    assertThat(client.ask("FLUSHALL ASYNC")).isEqualTo("+OK|");
    assertThat(client.ask("DBSIZE")).isEqualTo(":0|");
    KEYS.add("c");
    assertThat(client.ask("FLUSHDB")).isEqualTo("+OK|");
    assertThat(KEYS).isEmpty();
  }

  @Test
  void tellsTheTime() throws IOException {
    long before = System.currentTimeMillis() / 1000;
    String[] parts = client.ask("TIME").split("\\|", -1);
    assertThat(Long.parseLong(parts[2])).isBetween(before, before + 60);
    assertThat(Long.parseLong(parts[4])).isBetween(0L, 999_999L);
  }

  // ---- INFO

  private Map<String, String> info(String request) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : client.ask(request).split("\r\n", -1)) {
      String[] parts = line.split(":", 2);
      fields.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return fields;
  }

  @Test
  void infoHasTheFieldsThatToolsLookFor() throws IOException {
    Map<String, String> info = info("INFO");
    assertThat(info)
        .containsEntry("redis_version", "7.2.4")
        .containsEntry("redis_mode", "standalone")
        .containsEntry("process_id", String.valueOf(ProcessHandle.current().pid()))
        .containsEntry("tcp_port", String.valueOf(SERVER.address().getPort()))
        .containsEntry("connected_clients", "1")
        .containsEntry("blocked_clients", "0")
        .containsEntry("maxclients", "1000")
        .containsEntry("role", "master")
        .containsEntry("connected_slaves", "0")
        .containsEntry("loading", "0")
        .containsEntry("aof_enabled", "1")
        .containsEntry("maxmemory_policy", "noeviction")
        .containsEntry("cluster_enabled", "0")
        .containsEntry("pubsub_channels", "5")
        .containsEntry("pubsub_patterns", "7")
        .containsKeys("rollcall_version", "run_id", "uptime_in_seconds", "used_memory_human")
        .containsKeys(
            "used_memory_rss", "used_cpu_sys", "used_cpu_user", "instantaneous_ops_per_sec")
        .doesNotContainKeys("cmdstat_info", "latency_percentiles_usec_info");
    assertThat(Long.parseLong(info.get("used_memory"))).isPositive();
    assertThat(Long.parseLong(info.get("used_memory_rss"))).isPositive();
    assertThat(Long.parseLong(info.get("total_system_memory"))).isPositive();
    assertThat(Double.parseDouble(info.get("used_cpu_user"))).isPositive();
    assertThat(Long.parseLong(info.get("total_connections_received"))).isPositive();
    assertThat(Long.parseLong(info.get("total_net_input_bytes"))).isPositive();
    assertThat(Long.parseLong(info.get("total_net_output_bytes"))).isPositive();
    assertThat(Long.parseLong(info.get("total_commands_processed"))).isPositive();
  }

  @Test
  void infoHasTheSectionsThatAreAskedFor() throws IOException {
    assertThat(info("INFO").keySet().stream().filter(line -> line.contains("# ")))
        .hasSize(11)
        .last()
        .isEqualTo("# Keyspace");
    assertThat(info("INFO all").keySet()).contains("# Commandstats", "# Latencystats");
    assertThat(info("INFO everything").keySet()).contains("# Commandstats", "# Latencystats");
    assertThat(client.ask("INFO CLUSTER nope cpu"))
        .matches("(?s)\\$\\d+\\|# CPU\r\n.*\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n\\|");
    client.ask("HELLO 3");
    assertThat(client.ask("INFO cluster")).isEqualTo("=34|txt:# Cluster\r\ncluster_enabled:0\r\n|");
  }

  @Test
  void countsCommandsAndErrors() throws IOException {
    client.sendRaw("PING\r\nPING\r\nPING a b\r\nSELECT 5\r\nSELECT\r\nNOPE\r\nHELLO 7\r\n");
    for (int i = 0; i < 7; i++) {
      client.read();
    }
    assertThat(info("INFO commandstats"))
        .hasEntrySatisfying(
            "cmdstat_ping",
            stats ->
                assertThat(stats)
                    .matches(
                        "calls=3,usec=\\d+,usec_per_call=\\d+\\.\\d\\d,rejected_calls=0,failed_calls=1"))
        .hasEntrySatisfying(
            "cmdstat_select",
            stats -> assertThat(stats).endsWith("rejected_calls=1,failed_calls=1"));
    assertThat(info("INFO errorstats"))
        .containsEntry("errorstat_ERR", "count=4")
        .containsEntry("errorstat_NOPROTO", "count=1");
    assertThat(info("INFO stats")).containsEntry("total_error_replies", "5");
    assertThat(info("INFO latencystats").get("latency_percentiles_usec_ping"))
        .matches("p50=[\\d.]+,p99=[\\d.]+,p99\\.9=[\\d.]+");
    assertThat(client.ask("CONFIG RESETSTAT")).isEqualTo("+OK|");
    assertThat(info("INFO commandstats")).doesNotContainKey("cmdstat_ping");
    assertThat(info("INFO errorstats")).doesNotContainKey("errorstat_ERR");
  }

  // ---- SLOWLOG, LATENCY

  @Test
  void theSlowLogHasCallsInTheShapeOfRedis() throws IOException {
    client.ask("CONFIG SET slowlog-log-slower-than 0");
    client.ask("PING abc");
    client.ask("CLIENT SETNAME foo");
    String log = client.ask("SLOWLOG GET 2").replaceAll("\\|:\\d+\\|:\\d+\\|:\\d+\\|", "|:id|");
    String address = "$" + client.address().length() + "|" + client.address() + "|";
    assertThat(log)
        .isEqualTo(
            "*2|*6|:id|*3|$6|CLIENT|$7|SETNAME|$3|foo|"
                + address
                + "$3|foo|"
                + "*6|:id|*2|$4|PING|$3|abc|"
                + address
                + "$0||");
    client.ask("CONFIG SET slowlog-max-len 2");
    client.ask("PING");
    assertThat(client.ask("SLOWLOG LEN")).isEqualTo(":2|");
    client.ask("CONFIG SET slowlog-log-slower-than -1");
    client.ask("SLOWLOG RESET");
    client.ask("PING");
    assertThat(client.ask("SLOWLOG LEN")).isEqualTo(":0|");
  }

  @Test
  void theSlowLogKeepsLittleOfLongCalls() throws IOException {
    client.ask("CONFIG SET slowlog-log-slower-than 0");
    String[] arguments = new String[40];
    Arrays.fill(arguments, "x");
    arguments[0] = "smem";
    arguments[1] = "y".repeat(200);
    client.ask(arguments);
    String log = client.ask("SLOWLOG GET 1");
    assertThat(log)
        .contains("|*32|$4|smem|$147|" + "y".repeat(128) + "... (72 more bytes)|$1|x|")
        .contains("|$1|x|$22|... (9 more arguments)|");
  }

  @Test
  void latencyKnowsHowLongCallsTook() throws IOException {
    client.ask("CONFIG SET latency-monitor-threshold 1");
    client.ask("slow");
    assertThat(client.ask("LATENCY LATEST"))
        .matches("\\*1\\|\\*4\\|\\$7\\|command\\|:\\d+\\|:(\\d+)\\|:\\1\\|");
    assertThat(client.ask("LATENCY HISTORY command")).matches("\\*1\\|\\*2\\|:\\d+\\|:\\d+\\|");
    assertThat(client.ask("LATENCY DOCTOR")).contains("command: in 1 of the seconds watched");
    assertThat(client.ask("LATENCY HISTOGRAM slow"))
        .matches(
            "\\*2\\|\\$4\\|slow\\|\\*4\\|\\$5\\|calls\\|:1\\|\\$14\\|histogram_usec\\|\\*2\\|:\\d+\\|:1\\|");
    client.ask("HELLO 3");
    assertThat(client.ask("LATENCY HISTOGRAM client config"))
        .startsWith("%")
        .contains("$10|config|set|%2|$5|calls|:");
    assertThat(client.ask("LATENCY RESET nope command")).isEqualTo(":1|");
    assertThat(client.ask("LATENCY LATEST")).isEqualTo("*0|");
  }

  /** Keys of the test's. */
  private static final class ListedKeys implements Keyspace {
    @Override
    public CompletableFuture<Integer> count() {
      return CompletableFuture.supplyAsync(KEYS::size);
    }

    @Override
    public CompletableFuture<?> clear() {
      return CompletableFuture.runAsync(KEYS::clear);
    }
  }

  /** Commands with keys, and a slow one. */
  private static final class KeyedCommands {
    static List<Command> commands() {
      return List.of(
          Command.named("smem")
              .arity(-2)
              .group(Command.Group.SET)
              .flags(Flag.READONLY, Flag.FAST)
              .keys(1, -1, 1)
              .syntax("key ... [COUNT count] [NOMKEVER] <ID | $>")
              .summary("Lists it.")
              .handledBy(KeyedCommands::nothing)
              .build(),
          Command.named("two")
              .arity(-2)
              .keys(arguments -> arguments.size() > 3 ? List.of(2, 3) : List.of())
              .handledBy(KeyedCommands::nothing)
              .build(),
          Command.named("slow").arity(1).handledBy(KeyedCommands::slow).build());
    }

    private static CompletableFuture<?> nothing(Call call) {
      call.out().bulk("nothing".getBytes(ISO_8859_1));
      return Call.DONE;
    }

    private static CompletableFuture<?> slow(Call call) {
      return new CompletableFuture<Void>()
          .completeOnTimeout(null, 5, TimeUnit.MILLISECONDS)
          .thenRun(() -> call.out().simple("OK"));
    }
  }
}
