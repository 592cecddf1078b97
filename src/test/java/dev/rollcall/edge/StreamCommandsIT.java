package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.MeterNames;
import dev.rollcall.broadcast.LogNode;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.ConnectionCommands;
import dev.rollcall.edge.resp.GroupCommands;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.Statistics;
import dev.rollcall.edge.resp.StreamCommands;
import dev.rollcall.store.Keys;
import dev.rollcall.store.StoreSettings;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of streams, with the replies of Redis 7.0.15 byte for byte. */
@Timeout(120)
class StreamCommandsIT {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before any test.
  private static LogNode node;

  @SuppressWarnings("NullAway.Init") // Started before any test.
  private static EdgeFixture edge;

  @SuppressWarnings("NullAway.Init") // Started before any test.
  private static EdgeFixture.Running running;

  private final List<RespTalk> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    node = LogNode.start(StoreSettings.sqlite(directory));
    edge = new EdgeFixture("resp", "");
    CommandTable table = new CommandTable();
    Keys keys = node.store().keys();
    GroupCommands groups = new GroupCommands(table, node.groups(), keys, THREADS);
    table
        .add(new ConnectionCommands().commands())
        .add(groups.commands())
        .add(
            new StreamCommands(table, node.topics(), node.groups(), groups.info(), keys, THREADS)
                .commands());
    running =
        edge.plain(
            RespServer.of(
                edge.settings(), table, new Clients(), new Statistics(), new Listeners()));
  }

  @AfterAll
  static void stop() {
    edge.close();
    node.close();
    THREADS.shutdownNow();
  }

  @AfterEach
  void close() throws Exception {
    for (RespTalk talk : open) {
      talk.close();
    }
  }

  private RespTalk connect(int protocol) throws Exception {
    RespTalk talk = new RespTalk(running.connect(), protocol);
    open.add(talk);
    return talk;
  }

  /** IDs of a stream only grow: in each protocol the streams have names of their own. */
  private void expect(int protocol, String prefix, String lines) throws Exception {
    connect(protocol).expect(lines.replaceAll(" " + prefix + "(?=\\d)", " " + prefix + protocol));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void idsAreGivenOrTakenAsAskedFor(int protocol) throws Exception {
    expect(
        protocol,
        "a",
        """
            XADD a1 1-1 f v => $3 1-1
            XADD a1 1-1 f v => -ERR The ID specified in XADD is equal or smaller than the target \
            stream top item
            XADD a1 0-0 f v => -ERR The ID specified in XADD must be greater than 0-0
            XADD a1 0 f v => -ERR The ID specified in XADD must be greater than 0-0
            XADD a1 1-* f v => $3 1-2
            XADD a1 0-* f v => -ERR The ID specified in XADD is equal or smaller than the target \
            stream top item
            XADD a1 5-* f v => $3 5-0
            XADD a1 5 f v => -ERR The ID specified in XADD is equal or smaller than the target \
            stream top item
            XADD a1 007-1 f v => $3 7-1
            XADD a1 abc f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 8-abc f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 8-2-3 f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 - f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 + f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 $ f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 18446744073709551616-1 f v => -ERR Invalid stream ID specified as stream \
            command argument
            XADD a1 FOO 9-12 f v => -ERR Invalid stream ID specified as stream command argument
            XADD a1 * f => -ERR wrong number of arguments for 'xadd' command
            XADD a1 * f v g => -ERR wrong number of arguments for 'xadd' command
            XADD a1 * => -ERR wrong number of arguments for 'xadd' command
            XADD a1 => -ERR wrong number of arguments for 'xadd' command
            XADD a2 0-0 f v => -ERR The ID specified in XADD must be greater than 0-0
            XLEN a2 => :0
            XADD a2 0-* f v => $3 0-1
            XADD a2 18446744073709551615-18446744073709551615 f v => $41 \
            18446744073709551615-18446744073709551615
            XADD a2 * f v => -ERR The stream has exhausted the last possible ID, unable to add \
            more items
            XADD a2 5-1 f v => -ERR The stream has exhausted the last possible ID, unable to add \
            more items
            XREVRANGE a2 + - COUNT 1 => *1 *2 $41 18446744073709551615-18446744073709551615 *2 $1 \
            f $1 v
            XREVRANGE a2 + - => *2 *2 $41 18446744073709551615-18446744073709551615 *2 $1 f $1 v \
            *2 $3 0-1 *2 $1 f $1 v
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void appendsTrimWhatTheyAreToldTo(int protocol) throws Exception {
    expect(
        protocol,
        "m",
        """
            XADD m1 MAXLEN 2 1-1 f v => $3 1-1
            XADD m1 MAXLEN = 2 1-2 f v => $3 1-2
            XADD m1 MAXLEN ~ 2 1-3 f v => $3 1-3
            XADD m1 maxlen ~ 2 LIMIT 10 1-4 f v => $3 1-4
            XLEN m1 => :4
            XADD m1 MAXLEN 2 LIMIT 10 1-5 f v => -ERR syntax error, LIMIT cannot be used without \
            the special ~ option
            XADD m1 MAXLEN = 2 LIMIT 10 1-5 f v => -ERR syntax error, LIMIT cannot be used \
            without the special ~ option
            XADD m1 MAXLEN ~ 2 LIMIT -1 1-5 f v => -ERR The LIMIT argument must be >= 0.
            XADD m1 MAXLEN ~ 2 LIMIT abc 1-5 f v => -ERR value is not an integer or out of range
            XADD m1 MAXLEN -1 1-5 f v => -ERR The MAXLEN argument must be >= 0.
            XADD m1 MAXLEN abc 1-5 f v => -ERR value is not an integer or out of range
            XADD m1 MINID abc 1-5 f v => -ERR Invalid stream ID specified as stream command \
            argument
            XADD m1 MINID - 1-5 f v => -ERR Invalid stream ID specified as stream command argument
            XADD m1 MINID 1-3 1-5 f v => $3 1-5
            XRANGE m1 - + => *3 *2 $3 1-3 *2 $1 f $1 v *2 $3 1-4 *2 $1 f $1 v *2 $3 1-5 *2 $1 f \
            $1 v
            XADD m1 MINID ~ 1-4 1-6 f v => $3 1-6
            XADD m1 MINID = 1 MAXLEN 3 1-7 f v => -ERR syntax error, MAXLEN and MINID options at \
            the same time are not compatible
            XADD m1 MAXLEN 3 MAXLEN 2 1-7 f v => -ERR syntax error, MAXLEN and MINID options at \
            the same time are not compatible
            XADD m1 LIMIT 3 1-7 f v => -ERR syntax error, LIMIT cannot be used without specifying \
            a trimming strategy
            XADD m1 LIMIT 3 MAXLEN ~ 4 1-7 f v => $3 1-7
            XADD m1 MAXLEN 1-8 f v => -ERR value is not an integer or out of range
            XADD m1 MAXLEN ~ 1-8 => -ERR value is not an integer or out of range
            XADD m1 MAXLEN ~ 1-8 f v => -ERR value is not an integer or out of range
            XADD m1 MAXLEN 3 1-8 f v => $3 1-8
            XRANGE m1 - + => *3 *2 $3 1-6 *2 $1 f $1 v *2 $3 1-7 *2 $1 f $1 v *2 $3 1-8 *2 $1 f \
            $1 v
            XADD m1 MAXLEN 0 1-9 f v => $3 1-9
            XLEN m1 => :0
            XADD m1 1-10 f v => $4 1-10
            XADD m1 MAXLEN ~ 0 1-11 f v => $4 1-11
            XLEN m1 => :0
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void trimsToALengthOrAnId(int protocol) throws Exception {
    expect(
        protocol,
        "t",
        """
            XADD t1 1-1 f v => $3 1-1
            XADD t1 1-2 f v => $3 1-2
            XADD t1 1-3 f v => $3 1-3
            XADD t1 2-1 f v => $3 2-1
            XADD t1 2-2 f v => $3 2-2
            XTRIM t1 => -ERR wrong number of arguments for 'xtrim' command
            XTRIM t1 MAXLEN => -ERR wrong number of arguments for 'xtrim' command
            XTRIM t1 MAXLEN ~ => -ERR value is not an integer or out of range
            XTRIM t1 FOO 1 => -ERR syntax error
            XTRIM t1 MAXLEN 1 FOO => -ERR syntax error
            XTRIM t1 MAXLEN 1 LIMIT 3 => -ERR syntax error, LIMIT cannot be used without the \
            special ~ option
            XTRIM t1 MAXLEN ~ 1 LIMIT => -ERR syntax error
            XTRIM t1 MAXLEN ~ 1 LIMIT 5 => :0
            XTRIM t1 MAXLEN abc => -ERR value is not an integer or out of range
            XTRIM t1 MAXLEN -5 => -ERR The MAXLEN argument must be >= 0.
            XTRIM t1 LIMIT 3 => -ERR syntax error, LIMIT cannot be used without specifying a \
            trimming strategy
            XTRIM t1 LIMIT 0 => -ERR syntax error, XTRIM must be called with a trimming strategy
            XTRIM t1 MINID abc => -ERR Invalid stream ID specified as stream command argument
            XTRIM t1 MINID 1 => :0
            XTRIM t1 MINID 1-2 => :1
            XTRIM t1 MINID ~ 2 => :0
            XTRIM t1 MAXLEN 1 MINID 3 => -ERR syntax error, MAXLEN and MINID options at the same \
            time are not compatible
            XTRIM t1 NOMKSTREAM MAXLEN 3 => -ERR syntax error
            XTRIM t1 MAXLEN = 2 => :2
            XRANGE t1 - + => *2 *2 $3 2-1 *2 $1 f $1 v *2 $3 2-2 *2 $1 f $1 v
            XTRIM t1 MAXLEN ~ 0 => :2
            XLEN t1 => :0
            XTRIM t2 MAXLEN 3 => :0
            XTRIM t2 MAXLEN abc => -ERR value is not an integer or out of range
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void removesMessagesThatThereAre(int protocol) throws Exception {
    expect(
        protocol,
        "d",
        """
            XADD d1 1-1 f v => $3 1-1
            XADD d1 1-2 f v => $3 1-2
            XADD d1 2 f v => $3 2-0
            XADD d1 3-1 f v => $3 3-1
            XDEL d1 => -ERR wrong number of arguments for 'xdel' command
            XDEL d1 1-1 => :1
            XDEL d1 1-1 => :0
            XDEL d1 1-2 abc => -ERR Invalid stream ID specified as stream command argument
            XDEL d1 1-2 1-2 9-9 => :1
            XDEL d1 1-* => -ERR Invalid stream ID specified as stream command argument
            XDEL d1 (1-1 => -ERR Invalid stream ID specified as stream command argument
            XDEL d1 - => -ERR Invalid stream ID specified as stream command argument
            XDEL d1 2 => :1
            XRANGE d1 - + => *1 *2 $3 3-1 *2 $1 f $1 v
            XDEL d2 1-1 => :0
            XDEL d2 abc => :0
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void rangesGoBothWaysWithOrWithoutTheirEnds(int protocol) throws Exception {
    expect(
        protocol,
        "r",
        """
            XADD r1 1-1 a 1 => $3 1-1
            XADD r1 1-2 a 2 b 3 => $3 1-2
            XADD r1 2-0 a 3 => $3 2-0
            XADD r1 3-5 a 4 => $3 3-5
            XRANGE r1 - + => *4 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 2-0 \
            *2 $1 a $1 3 *2 $3 3-5 *2 $1 a $1 4
            XRANGE r1 1 1 => *2 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3
            XRANGE r1 1 2 => *3 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 2-0 \
            *2 $1 a $1 3
            XRANGE r1 (1-1 + => *3 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 2-0 *2 $1 a $1 3 *2 $3 \
            3-5 *2 $1 a $1 4
            XRANGE r1 (1 2 => *3 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 \
            2-0 *2 $1 a $1 3
            XRANGE r1 - (3-5 => *3 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 \
            2-0 *2 $1 a $1 3
            XRANGE r1 3 (3 => *1 *2 $3 3-5 *2 $1 a $1 4
            XRANGE r1 (- + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 - (+ => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 ( + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 (18446744073709551615-18446744073709551615 + => -ERR invalid start ID for \
            the interval
            XRANGE r1 - (0-0 => -ERR invalid end ID for the interval
            XRANGE r1 + - => *0
            XRANGE r1 3 1 => *0
            XRANGE r1 - + COUNT 2 => *2 *2 $3 1-1 *2 $1 a $1 1 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3
            XRANGE r1 - + COUNT abc => -ERR value is not an integer or out of range
            XRANGE r1 - + COUNT => -ERR syntax error
            XRANGE r1 - + FOO 2 => -ERR syntax error
            XRANGE r1 - + COUNT 3 COUNT 1 => *1 *2 $3 1-1 *2 $1 a $1 1
            XRANGE r1 - + COUNT 1 FOO => -ERR syntax error
            XRANGE r1 abc + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 - abc => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 1-a + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r1 $ + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r2 - + => *0
            XRANGE r2 - + COUNT 0 => *0
            XRANGE r2 abc + => -ERR Invalid stream ID specified as stream command argument
            XRANGE r2 - + COUNT abc => -ERR value is not an integer or out of range
            XRANGE r1 - => -ERR wrong number of arguments for 'xrange' command
            XREVRANGE r1 + - => *4 *2 $3 3-5 *2 $1 a $1 4 *2 $3 2-0 *2 $1 a $1 3 *2 $3 1-2 *4 $1 \
            a $1 2 $1 b $1 3 *2 $3 1-1 *2 $1 a $1 1
            XREVRANGE r1 - + => *0
            XREVRANGE r1 + - COUNT 2 => *2 *2 $3 3-5 *2 $1 a $1 4 *2 $3 2-0 *2 $1 a $1 3
            XREVRANGE r1 (3-5 - => *3 *2 $3 2-0 *2 $1 a $1 3 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 \
            $3 1-1 *2 $1 a $1 1
            XREVRANGE r1 + (1-2 => *2 *2 $3 3-5 *2 $1 a $1 4 *2 $3 2-0 *2 $1 a $1 3
            XREVRANGE r1 2 1 => *3 *2 $3 2-0 *2 $1 a $1 3 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 \
            1-1 *2 $1 a $1 1
            XREVRANGE r1 + (18446744073709551615-18446744073709551615 => -ERR invalid start ID \
            for the interval
            XREVRANGE r1 (0-0 - => -ERR invalid end ID for the interval
            XREVRANGE r1 + => -ERR wrong number of arguments for 'xrevrange' command
            """);
  }

  @Test
  void appendsOnlyWhereThereIsAStreamIfToldInProtocolTwo() throws Exception {
    connect(2)
        .expect(
            """
            XADD n1 NOMKSTREAM * f v => $-1
            XADD n1 nomkstream 1-1 f v => $-1
            XADD n1 NOMKSTREAM abc f v => -ERR Invalid stream ID specified as stream command \
            argument
            XADD n1 NOMKSTREAM 1-1 f => -ERR wrong number of arguments for 'xadd' command
            XADD n1 NOMKSTREAM => -ERR wrong number of arguments for 'xadd' command
            XLEN n1 => :0
            XADD n1 1-1 f v => $3 1-1
            XADD n1 NOMKSTREAM 1-2 f v => $3 1-2
            XLEN n1 => :2
            """);
  }

  @Test
  void appendsOnlyWhereThereIsAStreamIfToldInProtocolThree() throws Exception {
    connect(3)
        .expect(
            """
            XADD n3 NOMKSTREAM * f v => _
            XADD n3 nomkstream 1-1 f v => _
            XADD n3 NOMKSTREAM abc f v => -ERR Invalid stream ID specified as stream command \
            argument
            XADD n3 NOMKSTREAM 1-1 f => -ERR wrong number of arguments for 'xadd' command
            XADD n3 NOMKSTREAM => -ERR wrong number of arguments for 'xadd' command
            XLEN n3 => :0
            XADD n3 1-1 f v => $3 1-1
            XADD n3 NOMKSTREAM 1-2 f v => $3 1-2
            XLEN n3 => :2
            """);
  }

  @Test
  void rangeOfNoneIsNothingInProtocolTwo() throws Exception {
    connect(2)
        .expect(
            """
            XADD z1 1-1 a 1 => $3 1-1
            XRANGE z1 - + COUNT 0 => *-1
            XRANGE z1 - + COUNT -3 => *-1
            XREVRANGE z1 + - COUNT 0 => *-1
            """);
  }

  @Test
  void rangeOfNoneIsNothingInProtocolThree() throws Exception {
    connect(3)
        .expect(
            """
            XADD z3 1-1 a 1 => $3 1-1
            XRANGE z3 - + COUNT 0 => _
            XRANGE z3 - + COUNT -3 => _
            XREVRANGE z3 + - COUNT 0 => _
            """);
  }

  @Test
  void readsWhatComesAfterIdsInProtocolTwo() throws Exception {
    connect(2)
        .expect(
            """
            XADD x1 1-1 a 1 => $3 1-1
            XADD x1 1-2 a 2 b 3 => $3 1-2
            XADD x1 2-0 a 3 => $3 2-0
            XREAD STREAMS => -ERR wrong number of arguments for 'xread' command
            XREAD STREAMS x1 => -ERR wrong number of arguments for 'xread' command
            XREAD STREAMS x1 x1 0 => -ERR Unbalanced XREAD list of streams: for each stream key \
            an ID or '$' must be specified.
            XREAD STREAMS x1 1-1 => *1 *2 $2 x1 *2 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 2-0 *2 \
            $1 a $1 3
            XREAD COUNT 1 STREAMS x1 0 => *1 *2 $2 x1 *1 *2 $3 1-1 *2 $1 a $1 1
            XREAD COUNT 0 STREAMS x1 1-2 => *1 *2 $2 x1 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT -1 STREAMS x1 1-2 => *1 *2 $2 x1 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD count 1 streams x1 none x1 1 0 1-2 => *2 *2 $2 x1 *1 *2 $3 1-1 *2 $1 a $1 1 *2 \
            $2 x1 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT abc STREAMS x1 0 => -ERR value is not an integer or out of range
            XREAD STREAMS none 0 => *-1
            XREAD STREAMS x1 $ => *-1
            XREAD STREAMS x1 2 => *-1
            XREAD STREAMS x1 abc => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x1 - => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x1 + => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x1 (1-1 => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x1 > => -ERR The > ID can be specified only when calling XREADGROUP \
            using the GROUP <group> <consumer> option.
            XREAD STREAMS none abc => -ERR Invalid stream ID specified as stream command argument
            XREAD BLOCK abc STREAMS x1 $ => -ERR timeout is not an integer or out of range
            XREAD BLOCK -1 STREAMS x1 $ => -ERR timeout is negative
            XREAD BLOCK 1.5 STREAMS x1 0 => -ERR timeout is not an integer or out of range
            XREAD BLOCK 20 STREAMS x1 $ => *-1
            XREAD BLOCK 20 STREAMS x1 1-2 => *1 *2 $2 x1 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT STREAMS x1 0 => -ERR value is not an integer or out of range
            XREAD FOO STREAMS x1 0 => -ERR syntax error
            XREAD COUNT 1 x1 0 => -ERR syntax error
            XREAD COUNT 1 BLOCK 0 => -ERR syntax error
            XREAD GROUP g c STREAMS x1 0 => -ERR The GROUP option is only supported by \
            XREADGROUP. You called XREAD instead.
            XREAD NOACK STREAMS x1 0 => -ERR The NOACK option is only supported by XREADGROUP. \
            You called XREAD instead.
            """);
  }

  @Test
  void readsWhatComesAfterIdsInProtocolThree() throws Exception {
    connect(3)
        .expect(
            """
            XADD x3 1-1 a 1 => $3 1-1
            XADD x3 1-2 a 2 b 3 => $3 1-2
            XADD x3 2-0 a 3 => $3 2-0
            XREAD STREAMS => -ERR wrong number of arguments for 'xread' command
            XREAD STREAMS x3 => -ERR wrong number of arguments for 'xread' command
            XREAD STREAMS x3 x3 0 => -ERR Unbalanced XREAD list of streams: for each stream key \
            an ID or '$' must be specified.
            XREAD STREAMS x3 1-1 => %1 $2 x3 *2 *2 $3 1-2 *4 $1 a $1 2 $1 b $1 3 *2 $3 2-0 *2 $1 \
            a $1 3
            XREAD COUNT 1 STREAMS x3 0 => %1 $2 x3 *1 *2 $3 1-1 *2 $1 a $1 1
            XREAD COUNT 0 STREAMS x3 1-2 => %1 $2 x3 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT -1 STREAMS x3 1-2 => %1 $2 x3 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD count 1 streams x3 none x3 1 0 1-2 => %2 $2 x3 *1 *2 $3 1-1 *2 $1 a $1 1 $2 x3 \
            *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT abc STREAMS x3 0 => -ERR value is not an integer or out of range
            XREAD STREAMS none 0 => _
            XREAD STREAMS x3 $ => _
            XREAD STREAMS x3 2 => _
            XREAD STREAMS x3 abc => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x3 - => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x3 + => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x3 (1-1 => -ERR Invalid stream ID specified as stream command argument
            XREAD STREAMS x3 > => -ERR The > ID can be specified only when calling XREADGROUP \
            using the GROUP <group> <consumer> option.
            XREAD STREAMS none abc => -ERR Invalid stream ID specified as stream command argument
            XREAD BLOCK abc STREAMS x3 $ => -ERR timeout is not an integer or out of range
            XREAD BLOCK -1 STREAMS x3 $ => -ERR timeout is negative
            XREAD BLOCK 1.5 STREAMS x3 0 => -ERR timeout is not an integer or out of range
            XREAD BLOCK 20 STREAMS x3 $ => _
            XREAD BLOCK 20 STREAMS x3 1-2 => %1 $2 x3 *1 *2 $3 2-0 *2 $1 a $1 3
            XREAD COUNT STREAMS x3 0 => -ERR value is not an integer or out of range
            XREAD FOO STREAMS x3 0 => -ERR syntax error
            XREAD COUNT 1 x3 0 => -ERR syntax error
            XREAD COUNT 1 BLOCK 0 => -ERR syntax error
            XREAD GROUP g c STREAMS x3 0 => -ERR The GROUP option is only supported by \
            XREADGROUP. You called XREAD instead.
            XREAD NOACK STREAMS x3 0 => -ERR The NOACK option is only supported by XREADGROUP. \
            You called XREAD instead.
            """);
  }

  @Test
  void tellsHowAStreamStandsInProtocolTwo() throws Exception {
    connect(2)
        .expect(
            """
            XADD i1 1-1 a 1 => $3 1-1
            XADD i1 1-2 a 2 => $3 1-2
            XADD i1 2-0 a 3 => $3 2-0
            XDEL i1 1-2 => :1
            XINFO STREAM i1 => *20 $6 length :2 $15 radix-tree-keys :1 $16 radix-tree-nodes :2 \
            $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 $23 \
            recorded-first-entry-id $3 1-1 $6 groups :0 $11 first-entry *2 $3 1-1 *2 $1 a $1 1 \
            $10 last-entry *2 $3 2-0 *2 $1 a $1 3
            XINFO STREAM i1 FULL => *18 $6 length :2 $15 radix-tree-keys :1 $16 radix-tree-nodes \
            :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 \
            $23 recorded-first-entry-id $3 1-1 $7 entries *2 *2 $3 1-1 *2 $1 a $1 1 *2 $3 2-0 *2 \
            $1 a $1 3 $6 groups *0
            XINFO STREAM i1 FULL COUNT 1 => *18 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 \
            entries-added :3 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            XINFO STREAM i1 FULL COUNT 0 => *18 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 \
            entries-added :3 $23 recorded-first-entry-id $3 1-1 $7 entries *2 *2 $3 1-1 *2 $1 a \
            $1 1 *2 $3 2-0 *2 $1 a $1 3 $6 groups *0
            XTRIM i1 MAXLEN 0 => :2
            XINFO STREAM i1 => *20 $6 length :0 $15 radix-tree-keys :0 $16 radix-tree-nodes :1 \
            $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 $23 \
            recorded-first-entry-id $3 0-0 $6 groups :0 $11 first-entry $-1 $10 last-entry $-1
            XINFO STREAM i1 FULL => *18 $6 length :0 $15 radix-tree-keys :0 $16 radix-tree-nodes \
            :1 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 \
            $23 recorded-first-entry-id $3 0-0 $7 entries *0 $6 groups *0
            XINFO STREAM i1 FULL COUNT abc => -ERR value is not an integer or out of range
            XINFO STREAM i1 FULL COUNT => -ERR unknown subcommand or wrong number of arguments \
            for 'STREAM'. Try XINFO HELP.
            XINFO STREAM i1 FULL FOO 1 => -ERR unknown subcommand or wrong number of arguments \
            for 'STREAM'. Try XINFO HELP.
            XINFO stream i1 FOO => -ERR unknown subcommand or wrong number of arguments for \
            'stream'. Try XINFO HELP.
            XINFO STREAM none => -ERR no such key
            XINFO STREAM none FULL => -ERR no such key
            XINFO STREAM => -ERR wrong number of arguments for 'xinfo|stream' command
            XINFO => -ERR wrong number of arguments for 'xinfo' command
            XINFO FOO => -ERR unknown subcommand 'FOO'. Try XINFO HELP.
            """);
  }

  @Test
  void tellsHowAStreamStandsInProtocolThree() throws Exception {
    connect(3)
        .expect(
            """
            XADD i3 1-1 a 1 => $3 1-1
            XADD i3 1-2 a 2 => $3 1-2
            XADD i3 2-0 a 3 => $3 2-0
            XDEL i3 1-2 => :1
            XINFO STREAM i3 => %10 $6 length :2 $15 radix-tree-keys :1 $16 radix-tree-nodes :2 \
            $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 $23 \
            recorded-first-entry-id $3 1-1 $6 groups :0 $11 first-entry *2 $3 1-1 *2 $1 a $1 1 \
            $10 last-entry *2 $3 2-0 *2 $1 a $1 3
            XINFO STREAM i3 FULL => %9 $6 length :2 $15 radix-tree-keys :1 $16 radix-tree-nodes \
            :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 \
            $23 recorded-first-entry-id $3 1-1 $7 entries *2 *2 $3 1-1 *2 $1 a $1 1 *2 $3 2-0 *2 \
            $1 a $1 3 $6 groups *0
            XINFO STREAM i3 FULL COUNT 1 => %9 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 \
            entries-added :3 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            XINFO STREAM i3 FULL COUNT 0 => %9 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 \
            entries-added :3 $23 recorded-first-entry-id $3 1-1 $7 entries *2 *2 $3 1-1 *2 $1 a \
            $1 1 *2 $3 2-0 *2 $1 a $1 3 $6 groups *0
            XTRIM i3 MAXLEN 0 => :2
            XINFO STREAM i3 => %10 $6 length :0 $15 radix-tree-keys :0 $16 radix-tree-nodes :1 \
            $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 $23 \
            recorded-first-entry-id $3 0-0 $6 groups :0 $11 first-entry _ $10 last-entry _
            XINFO STREAM i3 FULL => %9 $6 length :0 $15 radix-tree-keys :0 $16 radix-tree-nodes \
            :1 $17 last-generated-id $3 2-0 $20 max-deleted-entry-id $3 1-2 $13 entries-added :3 \
            $23 recorded-first-entry-id $3 0-0 $7 entries *0 $6 groups *0
            XINFO STREAM i3 FULL COUNT abc => -ERR value is not an integer or out of range
            XINFO STREAM i3 FULL COUNT => -ERR unknown subcommand or wrong number of arguments \
            for 'STREAM'. Try XINFO HELP.
            XINFO STREAM i3 FULL FOO 1 => -ERR unknown subcommand or wrong number of arguments \
            for 'STREAM'. Try XINFO HELP.
            XINFO stream i3 FOO => -ERR unknown subcommand or wrong number of arguments for \
            'stream'. Try XINFO HELP.
            XINFO STREAM none => -ERR no such key
            XINFO STREAM none FULL => -ERR no such key
            XINFO STREAM => -ERR wrong number of arguments for 'xinfo|stream' command
            XINFO => -ERR wrong number of arguments for 'xinfo' command
            XINFO FOO => -ERR unknown subcommand 'FOO'. Try XINFO HELP.
            """);
  }

  @Test
  void setsLastIdAndCountersInProtocolTwo() throws Exception {
    connect(2)
        .expect(
            """
            XADD e1 1-1 a 1 => $3 1-1
            XADD e1 2-1 a 2 => $3 2-1
            XSETID e1 => -ERR wrong number of arguments for 'xsetid' command
            XSETID e1 3-0 => +OK
            XSETID e1 abc => -ERR Invalid stream ID specified as stream command argument
            XSETID none 1-1 => -ERR no such key
            XSETID none abc => -ERR Invalid stream ID specified as stream command argument
            XSETID e1 4-1 ENTRIESADDED 100 MAXDELETEDID 4-0 => +OK
            XSETID e1 2-0 => -ERR The ID specified in XSETID is smaller than the target stream \
            top item
            XSETID e1 4-1 ENTRIESADDED 1 MAXDELETEDID 3-0 => -ERR The entries_added specified in \
            XSETID is smaller than the target stream length
            XSETID e1 4-1 ENTRIESADDED 100 MAXDELETEDID 9-9 => -ERR The ID specified in XSETID is \
            smaller than the provided max_deleted_entry_id
            XSETID e1 4-1 ENTRIESADDED -1 => -ERR entries_added must be positive
            XSETID e1 4-1 ENTRIESADDED abc => -ERR value is not an integer or out of range
            XSETID e1 4-1 MAXDELETEDID abc => -ERR Invalid stream ID specified as stream command \
            argument
            XSETID e1 4-1 FOO 1 => -ERR syntax error
            XSETID e1 4-1 ENTRIESADDED => -ERR syntax error
            XINFO STREAM e1 FULL COUNT 1 => *18 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 4-1 $20 max-deleted-entry-id $3 4-0 $13 \
            entries-added :100 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            XADD e1 4-* a 3 => $3 4-2
            XSETID e1 5-0 MAXDELETEDID 0-0 ENTRIESADDED 7 => +OK
            XINFO STREAM e1 FULL COUNT 1 => *18 $6 length :3 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 5-0 $20 max-deleted-entry-id $3 4-0 $13 \
            entries-added :7 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            """);
  }

  @Test
  void setsLastIdAndCountersInProtocolThree() throws Exception {
    connect(3)
        .expect(
            """
            XADD e3 1-1 a 1 => $3 1-1
            XADD e3 2-1 a 2 => $3 2-1
            XSETID e3 => -ERR wrong number of arguments for 'xsetid' command
            XSETID e3 3-0 => +OK
            XSETID e3 abc => -ERR Invalid stream ID specified as stream command argument
            XSETID none 1-1 => -ERR no such key
            XSETID none abc => -ERR Invalid stream ID specified as stream command argument
            XSETID e3 4-1 ENTRIESADDED 100 MAXDELETEDID 4-0 => +OK
            XSETID e3 2-0 => -ERR The ID specified in XSETID is smaller than the target stream \
            top item
            XSETID e3 4-1 ENTRIESADDED 1 MAXDELETEDID 3-0 => -ERR The entries_added specified in \
            XSETID is smaller than the target stream length
            XSETID e3 4-1 ENTRIESADDED 100 MAXDELETEDID 9-9 => -ERR The ID specified in XSETID is \
            smaller than the provided max_deleted_entry_id
            XSETID e3 4-1 ENTRIESADDED -1 => -ERR entries_added must be positive
            XSETID e3 4-1 ENTRIESADDED abc => -ERR value is not an integer or out of range
            XSETID e3 4-1 MAXDELETEDID abc => -ERR Invalid stream ID specified as stream command \
            argument
            XSETID e3 4-1 FOO 1 => -ERR syntax error
            XSETID e3 4-1 ENTRIESADDED => -ERR syntax error
            XINFO STREAM e3 FULL COUNT 1 => %9 $6 length :2 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 4-1 $20 max-deleted-entry-id $3 4-0 $13 \
            entries-added :100 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            XADD e3 4-* a 3 => $3 4-2
            XSETID e3 5-0 MAXDELETEDID 0-0 ENTRIESADDED 7 => +OK
            XINFO STREAM e3 FULL COUNT 1 => %9 $6 length :3 $15 radix-tree-keys :1 $16 \
            radix-tree-nodes :2 $17 last-generated-id $3 5-0 $20 max-deleted-entry-id $3 4-0 $13 \
            entries-added :7 $23 recorded-first-entry-id $3 1-1 $7 entries *1 *2 $3 1-1 *2 $1 a \
            $1 1 $6 groups *0
            """);
  }

  @Test
  void setsAreOfTheWrongType() throws Exception {
    node.store().keys().claim("aset", Keys.Kind.SET);
    String wrong = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    RespTalk talk = connect(2);
    for (String command :
        List.of(
            "XADD aset * f v",
            "XADD aset NOMKSTREAM * f v",
            "XLEN aset",
            "XTRIM aset MAXLEN 0",
            "XDEL aset 1",
            "XRANGE aset - +",
            "XREVRANGE aset + - COUNT 0",
            "XREAD STREAMS aset 0",
            "XREAD BLOCK 0 STREAMS aset $",
            "XINFO STREAM aset",
            "XSETID aset 1-1")) {
      assertThat(talk.ask(command)).as(command).isEqualTo(wrong);
    }
    assertThat(talk.ask("XRANGE aset a b")).startsWith("-ERR Invalid stream ID");
  }

  @Test
  void namesThatNoStreamCanHaveAreRefusedAndOtherwiseAbsent() throws Exception {
    RespTalk talk = connect(2);
    talk.expect(
        """
        XADD OK * f v => -ERR the name of a stream must be 1 to 255 bytes without spaces and \
        control characters, and not ACK, OK, ERROR or TRIMMED
        XLEN OK => :0
        XRANGE OK - + => *0
        XREAD STREAMS OK 0 => *-1
        XREAD BLOCK 10 STREAMS OK 0 => *-1
        XDEL OK 1-1 => :0
        XTRIM OK MAXLEN 1 => :0
        XINFO STREAM OK => -ERR no such key
        """);
  }

  @Test
  void idsGoOnWhenAStreamIsDeletedAndLastIdsOnlyGrow() throws Exception {
    RespTalk talk = connect(2);
    assertThat(talk.ask("XADD grows 5-1 f v")).isEqualTo("$3 5-1");
    LogNode.await(node.topics().delete("grows"));
    talk.expect(
        """
        XLEN grows => :0
        XADD grows 5-1 f v => -ERR The ID specified in XADD is equal or smaller than the target \
        stream top item
        XLEN grows => :0
        XADD grows 5-2 f v => $3 5-2
        XSETID grows 7-0 => +OK
        XSETID grows 6-0 => -ERR The ID specified in XSETID is smaller than the target stream \
        top item
        """);
  }

  @Test
  void repeatedAppendOfAProducerIsAnsweredWithTheFirstOnesId() throws Exception {
    RespTalk talk = connect(3);
    String first = talk.ask("XADD once IDMP p 1 * f v");
    assertThat(talk.ask("XADD once IDMP p 1 MAXLEN 9 * f v")).isEqualTo(first);
    assertThat(talk.ask("XADD once IDMP q 1 * f v")).isNotEqualTo(first);
    talk.expect(
        """
        XLEN once => :2
        XADD once IDMP p => -ERR wrong number of arguments for 'xadd' command
        XADD once IDMP p 1 * => -ERR wrong number of arguments for 'xadd' command
        """);
  }

  @Test
  void pipelinedAppendsOfOneStreamAreAnsweredInTheirOrder() throws Exception {
    RespTalk talk = connect(2);
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add("XADD pipe * f " + i);
    }
    calls.add(10, "XADD pipe * f");
    calls.add(20, "XADD pipe 1-1 f late");
    calls.add(30, "XADD pipe MAXLEN 5 * f trimming");
    calls.add("XLEN pipe");
    for (String call : calls) {
      talk.say(call);
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      String reply = talk.hear();
      if (i == 10) {
        assertThat(reply).isEqualTo("-ERR wrong number of arguments for 'xadd' command");
      } else if (i == 20) {
        assertThat(reply).startsWith("-ERR The ID specified in XADD is equal or smaller");
      } else if (i < calls.size() - 1) {
        ids.add(reply.split(" ", -1)[1]);
      } else {
        assertThat(reply).isEqualTo(":17");
      }
    }
    assertThat(ids).hasSize(41).doesNotHaveDuplicates();
    assertThat(ids.stream().map(id -> MessageId.parse(id).orElseThrow())).isSorted();
  }

  @Test
  void waitsForTheFirstMessageOfAnyStream() throws Exception {
    RespTalk waiting = connect(2);
    RespTalk map = connect(3);
    RespTalk other = connect(2);
    other.expect("XADD w2 1-1 f v => $3 1-1");
    waiting.say("XREAD BLOCK 0 STREAMS w1 w2 $ $");
    waiting.say("XLEN w2");
    map.say("XREAD COUNT 1 BLOCK 60000 STREAMS w2 1-1");
    await().until(() -> followers("w2") == 2);
    other.expect("XADD w2 1-5 f v => $3 1-5");
    assertThat(waiting.hear()).isEqualTo("*1 *2 $2 w2 *1 *2 $3 1-5 *2 $1 f $1 v");
    assertThat(waiting.hear()).isEqualTo(":2");
    assertThat(map.hear()).isEqualTo("%1 $2 w2 *1 *2 $3 1-5 *2 $1 f $1 v");
  }

  private static double followers(String topic) {
    Gauge gauge =
        node.registry().find(MeterNames.TOPIC_FOLLOWERS).tag(MeterNames.TOPIC, topic).gauge();
    return gauge == null ? 0 : gauge.value();
  }

  @Test
  void goesOnWaitingWhereWhatCameIsGoneAgain() throws Exception {
    RespTalk waiting = connect(2);
    RespTalk other = connect(2);
    other.expect("XADD q1 1-1 f v => $3 1-1");
    waiting.say("XREAD BLOCK 60000 STREAMS q1 $");
    await().until(() -> followers("q1") == 1);
    other.expect(
        """
        XADD q1 MAXLEN 0 2-1 f v => $3 2-1
        XADD q1 3-1 f v => $3 3-1
        """);
    // Which of them depends on whether it looks between the append and the trim.
    assertThat(waiting.hear()).matches("\\*1 \\*2 \\$2 q1 \\*[12] .*[23]-1 \\*2 \\$1 f \\$1 v");
  }

  @Test
  void textOfALineClientIsAField() throws Exception {
    node.append("said", "hello");
    assertThat(connect(2).ask("XRANGE said - +")).endsWith("*2 $4 text $5 hello");
    RespTalk talk = connect(2);
    talk.ask("XADD said * text there");
    assertThat(node.history("said", MessageId.NONE, 10))
        .last()
        .satisfies(entry -> assertThat(entry.message().isText()).isTrue());
  }

  @Test
  void replyThatWouldBeTooLongIsRefusedWithAHint() throws Exception {
    byte[] value =
        String.join("", Collections.nCopies(1 << 16, "0123456789abcdef")).getBytes(UTF_8);
    List<byte[]> fields = List.of("f".getBytes(UTF_8), value);
    for (int i = 0; i < 18; i++) {
      LogNode.await(node.topics().append("long", null, List.of(new Message(fields))));
    }
    RespTalk talk = connect(2);
    assertThat(talk.ask("XRANGE long - +"))
        .isEqualTo(
            "-ERR the range has more than 16 MiB of messages: ask for fewer at a time with COUNT");
    assertThat(talk.ask("XREVRANGE long + -")).startsWith("-ERR the range has more than 16 MiB");
    assertThat(talk.ask("XRANGE long - + COUNT 2")).startsWith("*2 ");
    assertThat(talk.ask("XREAD STREAMS long 0")).startsWith("*1 *2 $4 long *16 ");
  }
}
