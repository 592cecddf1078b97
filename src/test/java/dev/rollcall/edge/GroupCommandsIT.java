package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.MeterNames;
import dev.rollcall.broadcast.AppendAt;
import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.LogNode;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.Command;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.ConnectionCommands;
import dev.rollcall.edge.resp.GroupCommands;
import dev.rollcall.edge.resp.GroupInfo;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.Statistics;
import dev.rollcall.store.Keys;
import dev.rollcall.store.StoreSettings;
import dev.rollcall.wire.RespWriter;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of consumer groups, with the replies of Redis 7.0.15 byte for byte. */
@Timeout(120)
class GroupCommandsIT {
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
    Clients clients = new Clients();
    GroupCommands commands = new GroupCommands(table, node.groups(), node.store().keys(), THREADS);
    table.add(commands.commands());
    table.add(
        List.of(
            Command.named("xinfo").arity(-2).subcommands(commands.info().subcommands()).build()));
    table.add(new ConnectionCommands().commands());
    running =
        edge.plain(
            RespServer.of(edge.settings(), table, clients, new Statistics(), new Listeners()));
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
    for (String topic : LogNode.await(node.topics().names())) {
      delete(topic);
    }
  }

  private RespTalk connect(int protocol) throws Exception {
    RespTalk talk = new RespTalk(running.connect(), protocol);
    open.add(talk);
    return talk;
  }

  private static void delete(String topic) {
    LogNode.await(node.topics().delete(topic));
  }

  private static MessageId id(String text) {
    return MessageId.parse(text).orElseThrow();
  }

  /** Appends messages with one field a, whose value is b. */
  private static void add(String topic, String... ids) {
    Message message = new Message(List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)));
    for (String id : ids) {
      LogNode.await(node.topics().append(topic, null, List.of(message), AppendAt.exact(id(id))));
    }
  }

  private static void remove(String topic, String id) {
    assertThat(LogNode.await(node.topics().remove(topic, List.of(id(id))))).isOne();
  }

  @Test
  void groupsAreMadeAndGivenUp() throws Exception {
    connect(2)
        .expect(
            """
            XGROUP CREATE s1 g $ => -ERR The XGROUP subcommand requires the key to exist. Note \
            that for CREATE you may want to use the MKSTREAM option to create an empty stream \
            automatically.
            XGROUP CREATE s1 g $ MKSTREAM => +OK
            XGROUP CREATE s1 g $ mkstream => -BUSYGROUP Consumer Group name already exists
            XINFO GROUPS s1 => *1 *12 $4 name $1 g $9 consumers :0 $7 pending :0 \
            $17 last-delivered-id $3 0-0 $12 entries-read $-1 $3 lag :0
            XGROUP CREATE s1 => -ERR wrong number of arguments for 'xgroup|create' command
            XGROUP CREATE s1 g => -ERR wrong number of arguments for 'xgroup|create' command
            XGROUP CREATE s1 g $ FOO => -ERR unknown subcommand or wrong number of arguments for \
            'CREATE'. Try XGROUP HELP.
            XGROUP create s1 g $ ENTRIESREAD => -ERR unknown subcommand or wrong number of \
            arguments for 'create'. Try XGROUP HELP.
            XGROUP CREATE s1 g2 $ ENTRIESREAD x => -ERR value is not an integer or out of range
            XGROUP CREATE s1 g2 $ ENTRIESREAD -2 => -ERR value for ENTRIESREAD must be positive \
            or -1
            XGROUP CREATE s1 g2 $ ENTRIESREAD -1 => +OK
            XGROUP CREATE s1 g3 0 ENTRIESREAD 5 MKSTREAM => +OK
            XGROUP CREATE s1 g4 0 ENTRIESREAD 5 MKSTREAM X => -ERR unknown subcommand or wrong \
            number of arguments for 'CREATE'. Try XGROUP HELP.
            XGROUP CREATE s1 g4 abc => -ERR Invalid stream ID specified as stream command argument
            XGROUP CREATE s1 g4 - => -ERR Invalid stream ID specified as stream command argument
            XGROUP CREATE s1 g4 5-* => -ERR Invalid stream ID specified as stream command argument
            XGROUP CREATE none g4 x => -ERR The XGROUP subcommand requires the key to exist. Note \
            that for CREATE you may want to use the MKSTREAM option to create an empty stream \
            automatically.
            XGROUP CREATE none g4 x MKSTREAM => -ERR Invalid stream ID specified as stream \
            command argument
            XGROUP CREATE s1 g4 5 => +OK
            XGROUP SETID s1 g5 0 => -NOGROUP No such consumer group 'g5' for key name 's1'
            XGROUP SETID none g5 0 => -ERR The XGROUP subcommand requires the key to exist. Note \
            that for CREATE you may want to use the MKSTREAM option to create an empty stream \
            automatically.
            XGROUP SETID s1 g 0 ENTRIESREAD 3 => +OK
            XGROUP SETID s1 g 0 MKSTREAM => -ERR unknown subcommand or wrong number of arguments \
            for 'SETID'. Try XGROUP HELP.
            XGROUP SETID s1 g - => +OK
            XGROUP SETID s1 g + => +OK
            XGROUP SETID s1 g abc => -ERR Invalid stream ID specified as stream command argument
            XGROUP SETID s1 g5 abc => -NOGROUP No such consumer group 'g5' for key name 's1'
            XGROUP SETID s1 g $ => +OK
            XGROUP SETID s1 g => -ERR wrong number of arguments for 'xgroup|setid' command
            XGROUP DESTROY s1 gx => :0
            XGROUP DESTROY s1 g4 => :1
            XGROUP DESTROY none g => -ERR The XGROUP subcommand requires the key to exist. Note \
            that for CREATE you may want to use the MKSTREAM option to create an empty stream \
            automatically.
            XGROUP DESTROY s1 => -ERR wrong number of arguments for 'xgroup|destroy' command
            XGROUP FOO s1 => -ERR unknown subcommand 'FOO'. Try XGROUP HELP.
            XGROUP => -ERR wrong number of arguments for 'xgroup' command
            XGROUP HELP X => -ERR wrong number of arguments for 'xgroup|help' command""");
    assertThat(connect(2).ask("XGROUP HELP"))
        .startsWith("*13 +XGROUP <subcommand> [<arg> [value] [opt] ...]. Subcommands are:")
        .contains("+CREATE <key> <group> <id|$> [MKSTREAM] [ENTRIESREAD <count>]");
  }

  @Test
  void consumersAreMadeAndGivenUp() throws Exception {
    add("s2", "1-1");
    connect(2)
        .expect(
            """
            XGROUP CREATE s2 g 0 => +OK
            XGROUP CREATECONSUMER s2 g c => :1
            XGROUP CREATECONSUMER s2 g c => :0
            XGROUP CREATECONSUMER s2 gx c => -NOGROUP No such consumer group 'gx' for key name 's2'
            XGROUP CREATECONSUMER s2 g => -ERR wrong number of arguments for \
            'xgroup|createconsumer' command
            XREADGROUP GROUP g c STREAMS s2 > => *1 *2 $2 s2 *1 *2 $3 1-1 *2 $1 a $1 b
            XINFO CONSUMERS s2 g => *1 *6 $4 name $1 c $7 pending :1 $4 idle :#
            XGROUP DELCONSUMER s2 g c => :1
            XGROUP DELCONSUMER s2 g c => :0
            XGROUP DELCONSUMER s2 gx c => -NOGROUP No such consumer group 'gx' for key name 's2'
            XINFO CONSUMERS s2 g => *0
            XPENDING s2 g => *4 :0 $-1 $-1 *-1""");
  }

  @Test
  void readersGetWhatIsNewOrWhatTheyHaveNotAcknowledged() throws Exception {
    add("s3", "1-1", "2-1", "3-1");
    RespTalk two = connect(2);
    RespTalk three = connect(3);
    two.expect(
        """
        XGROUP CREATE s3 g 0 => +OK
        XREADGROUP GROUP g hist STREAMS s3 0 => *1 *2 $2 s3 *0
        XREADGROUP GROUP g c COUNT 1 STREAMS s3 > => *1 *2 $2 s3 *1 *2 $3 1-1 *2 $1 a $1 b""");
    three.expect(
        """
        XREADGROUP GROUP g c COUNT 1 STREAMS s3 > => %1 $2 s3 *1 *2 $3 2-1 *2 $1 a $1 b""");
    two.expect(
        """
        XREADGROUP GROUP g c COUNT -5 STREAMS s3 > => *1 *2 $2 s3 *1 *2 $3 3-1 *2 $1 a $1 b
        XREADGROUP GROUP g empty STREAMS s3 > => *-1
        XINFO CONSUMERS s3 g => *2 *6 $4 name $1 c $7 pending :3 $4 idle :# *6 $4 name $4 hist \
        $7 pending :0 $4 idle :#
        XREADGROUP GROUP g c STREAMS s3 1-1 => *1 *2 $2 s3 *2 *2 $3 2-1 *2 $1 a $1 b *2 $3 3-1 *2 \
        $1 a $1 b
        XREADGROUP GROUP g c COUNT 1 STREAMS s3 0 => *1 *2 $2 s3 *1 *2 $3 1-1 *2 $1 a $1 b
        XREADGROUP GROUP g c STREAMS s3 18446744073709551615-18446744073709551615 => *-1
        XPENDING s3 g => *4 :3 $3 1-1 $3 3-1 *1 *2 $1 c $1 3
        XPENDING s3 g - + 10 => *3 *4 $3 1-1 $1 c :# :2 *4 $3 2-1 $1 c :# :2 *4 $3 3-1 $1 c :# :2""");
    remove("s3", "2-1");
    two.expect(
        """
        XREADGROUP GROUP g c STREAMS s3 0 => *1 *2 $2 s3 *3 *2 $3 1-1 *2 $1 a $1 b *2 $3 2-1 *-1 \
        *2 $3 3-1 *2 $1 a $1 b""");
    three.expect(
        """
        XREADGROUP GROUP g empty STREAMS s3 > => _
        XREADGROUP GROUP g c NOACK STREAMS s3 0 => %1 $2 s3 *3 *2 $3 1-1 *2 $1 a $1 b *2 $3 2-1 _ \
        *2 $3 3-1 *2 $1 a $1 b
        XINFO CONSUMERS s3 g => *2 %3 $4 name $1 c $7 pending :3 $4 idle :# %3 $4 name $4 hist \
        $7 pending :0 $4 idle :#
        XINFO GROUPS s3 => *1 %6 $4 name $1 g $9 consumers :2 $7 pending :3 $17 last-delivered-id \
        $3 3-1 $12 entries-read :3 $3 lag :0""");
    add("s3", "10-1");
    two.expect(
        """
        XREADGROUP GROUP g e NOACK STREAMS s3 > => *1 *2 $2 s3 *1 *2 $4 10-1 *2 $1 a $1 b
        XPENDING s3 g => *4 :3 $3 1-1 $3 3-1 *1 *2 $1 c $1 3
        XREADGROUP GROUP g c NOACK COUNT 1 NOACK BLOCK 1 STREAMS s3 > => *-1""");
  }

  @Test
  void severalStreamsAreReadAtOnce() throws Exception {
    add("s4a", "1-1");
    add("s4b", "2-2");
    RespTalk two = connect(2);
    two.expect(
        """
        XGROUP CREATE s4a g 0 => +OK
        XREADGROUP GROUP g c STREAMS s4a s4b > > => -NOGROUP No such key 's4b' or consumer group \
        'g' in XREADGROUP with GROUP option
        XPENDING s4a g => *4 :0 $-1 $-1 *-1
        XGROUP CREATE s4b g 0 => +OK
        XREADGROUP GROUP g c STREAMS s4a s4b > > => *2 *2 $3 s4a *1 *2 $3 1-1 *2 $1 a $1 b *2 $3 \
        s4b *1 *2 $3 2-2 *2 $1 a $1 b
        XREADGROUP GROUP g c BLOCK 0 STREAMS s4a s4b > 0 => *1 *2 $3 s4b *1 *2 $3 2-2 *2 $1 a $1 b""");
    connect(3)
        .expect(
            """
            XREADGROUP GROUP g c STREAMS s4a s4b 0 0 => %2 $3 s4a *1 *2 $3 1-1 *2 $1 a $1 b $3 \
            s4b *1 *2 $3 2-2 *2 $1 a $1 b""");
  }

  @Test
  void readingSaysWhatIsWrong() throws Exception {
    add("s5", "1-1");
    connect(2)
        .expect(
            """
            XREADGROUP GROUP g c STREAMS none > => -NOGROUP No such key 'none' or consumer group \
            'g' in XREADGROUP with GROUP option
            XREADGROUP GROUP nog c STREAMS s5 > => -NOGROUP No such key 's5' or consumer group \
            'nog' in XREADGROUP with GROUP option
            XGROUP CREATE s5 g 0 => +OK
            XREADGROUP GROUP g c STREAMS s5 => -ERR wrong number of arguments for 'xreadgroup' \
            command
            XREADGROUP COUNT 1 BLOCK 0 STREAMS s5 > => -ERR Missing GROUP option for XREADGROUP
            XREADGROUP GROUP g c COUNT 1 s5 > => -ERR syntax error
            XREADGROUP GROUP g c COUNT x STREAMS s5 > => -ERR value is not an integer or out of \
            range
            XREADGROUP GROUP g c BLOCK x STREAMS s5 > => -ERR timeout is not an integer or out of \
            range
            XREADGROUP GROUP g c BLOCK -1 STREAMS s5 > => -ERR timeout is negative
            XREADGROUP GROUP g c FOO STREAMS s5 > => -ERR syntax error
            XREADGROUP GROUP g c STREAMS s5 s6 > => -ERR Unbalanced XREAD list of streams: for \
            each stream key an ID or '$' must be specified.
            XREADGROUP GROUP g c STREAMS s5 $ => -ERR The $ ID is meaningless in the context of \
            XREADGROUP: you want to read the history of this consumer by specifying a proper ID, \
            or use the > ID to get new messages. The $ ID would just return an empty result set.
            XREADGROUP GROUP g c STREAMS s5 x => -ERR Invalid stream ID specified as stream \
            command argument
            XREADGROUP GROUP g c STREAMS s5 - => -ERR Invalid stream ID specified as stream \
            command argument
            XREADGROUP GROUP g c STREAMS none x => -NOGROUP No such key 'none' or consumer group \
            'g' in XREADGROUP with GROUP option
            XREADGROUP GROUP g c STREAMS s5 none > > => -NOGROUP No such key 'none' or consumer \
            group 'g' in XREADGROUP with GROUP option
            XREADGROUP GROUP g c GROUP h d STREAMS s5 > => -NOGROUP No such key 's5' or consumer \
            group 'h' in XREADGROUP with GROUP option
            XINFO GROUPS s5 => *1 *12 $4 name $1 g $9 consumers :0 $7 pending :0 \
            $17 last-delivered-id $3 0-0 $12 entries-read $-1 $3 lag :1
            XINFO GROUPS none => -ERR no such key
            XINFO GROUPS => -ERR wrong number of arguments for 'xinfo|groups' command
            XINFO CONSUMERS s5 gx => -NOGROUP No such consumer group 'gx' for key name 's5'
            XINFO CONSUMERS none gx => -ERR no such key
            XINFO CONSUMERS s5 => -ERR wrong number of arguments for 'xinfo|consumers' command""");
  }

  @Test
  void messagesAreAcknowledged() throws Exception {
    add("s6", "1-1", "2-1");
    connect(2)
        .expect(
            """
            XGROUP CREATE s6 g 0 => +OK
            XREADGROUP GROUP g c STREAMS s6 > => *1 *2 $2 s6 *2 *2 $3 1-1 *2 $1 a $1 b *2 $3 2-1 \
            *2 $1 a $1 b
            XACK s6 g => -ERR wrong number of arguments for 'xack' command
            XACK s6 g x => -ERR Invalid stream ID specified as stream command argument
            XACK s6 g 1-1 - => -ERR Invalid stream ID specified as stream command argument
            XACK none g x => :0
            XACK s6 nog x => :0
            XACK s6 g 1-1 1-1 7 => :1
            XACK s6 g 1-1 => :0
            XPENDING s6 g => *4 :1 $3 2-1 $3 2-1 *1 *2 $1 c $1 1""");
  }

  @Test
  void whatIsPendingIsTold() throws Exception {
    add("s7", "1-1", "2-1", "3-1");
    RespTalk two = connect(2);
    two.expect(
        """
        XGROUP CREATE s7 g 0 => +OK
        XREADGROUP GROUP g c COUNT 2 STREAMS s7 > => *1 *2 $2 s7 *2 *2 $3 1-1 *2 $1 a $1 b *2 \
        $3 2-1 *2 $1 a $1 b
        XREADGROUP GROUP g d STREAMS s7 > => *1 *2 $2 s7 *1 *2 $3 3-1 *2 $1 a $1 b
        XPENDING s7 g => *4 :3 $3 1-1 $3 3-1 *2 *2 $1 c $1 2 *2 $1 d $1 1
        XPENDING s7 g - + 2 => *2 *4 $3 1-1 $1 c :# :1 *4 $3 2-1 $1 c :# :1
        XPENDING s7 g (1-1 3 10 => *2 *4 $3 2-1 $1 c :# :1 *4 $3 3-1 $1 d :# :1
        XPENDING s7 g 2 (3-1 10 => *1 *4 $3 2-1 $1 c :# :1
        XPENDING s7 g - + 10 d => *1 *4 $3 3-1 $1 d :# :1
        XPENDING s7 g - + 10 nobody => *0
        XPENDING s7 g IDLE 100000 - + 10 => *0
        XPENDING s7 g IDLE 0 - + 10 d => *1 *4 $3 3-1 $1 d :# :1
        XPENDING s7 nog => -NOGROUP No such key 's7' or consumer group 'nog'
        XPENDING none g => -NOGROUP No such key 'none' or consumer group 'g'
        XPENDING s7 => -ERR wrong number of arguments for 'xpending' command
        XPENDING s7 g - + => -ERR syntax error
        XPENDING s7 g - + x => -ERR value is not an integer or out of range
        XPENDING s7 g x + x => -ERR value is not an integer or out of range
        XPENDING s7 g x + 10 => -ERR Invalid stream ID specified as stream command argument
        XPENDING s7 g IDLE x - + 10 => -ERR value is not an integer or out of range
        XPENDING s7 g IDLE 5 - + => -ERR syntax error
        XPENDING s7 g IDLE 5 - + 10 c d => -ERR syntax error
        XPENDING s7 g - + -5 => *0
        XPENDING none g x + x => -ERR value is not an integer or out of range
        XPENDING s7 g (18446744073709551615-18446744073709551615 + 10 => -ERR invalid start ID \
        for the interval
        XPENDING s7 g - (0-0 10 => -ERR invalid end ID for the interval
        XPENDING s7 g (- + 10 => -ERR Invalid stream ID specified as stream command argument""");
    connect(3)
        .expect(
            """
        XGROUP CREATE s7 h 0 => +OK
        XPENDING s7 h => *4 :0 _ _ _""");
  }

  @Test
  void pendingMessagesAreClaimed() throws Exception {
    add("s8", "1-1", "2-1", "3-1");
    RespTalk two = connect(2);
    two.expect(
        """
        XGROUP CREATE s8 g 0 => +OK
        XREADGROUP GROUP g c STREAMS s8 > => *1 *2 $2 s8 *3 *2 $3 1-1 *2 $1 a $1 b *2 $3 2-1 *2 \
        $1 a $1 b *2 $3 3-1 *2 $1 a $1 b""");
    remove("s8", "2-1");
    two.expect(
        """
        XCLAIM s8 g d 0 1-1 2-1 3-1 => *2 *2 $3 1-1 *2 $1 a $1 b *2 $3 3-1 *2 $1 a $1 b
        XPENDING s8 g - + 10 => *2 *4 $3 1-1 $1 d :# :2 *4 $3 3-1 $1 d :# :2
        XCLAIM s8 g d 0 1-1 JUSTID => *1 $3 1-1
        XCLAIM s8 g new 100000 1-1 JUSTID => *0
        XINFO CONSUMERS s8 g => *2 *6 $4 name $1 c $7 pending :0 $4 idle :# *6 $4 name $1 d \
        $7 pending :2 $4 idle :#
        XCLAIM s8 g d 0 1-1 IDLE 10000 RETRYCOUNT 7 => *1 *2 $3 1-1 *2 $1 a $1 b
        XPENDING s8 g IDLE 9000 - + 10 => *1 *4 $3 1-1 $1 d :# :7
        XCLAIM s8 g d 0 1-1 TIME 100 RETRYCOUNT -5 => *1 *2 $3 1-1 *2 $1 a $1 b
        XPENDING s8 g IDLE 100000000 - + 10 => *1 *4 $3 1-1 $1 d :# :8
        XCLAIM s8 g d 0 1-1 IDLE -100 => *1 *2 $3 1-1 *2 $1 a $1 b
        XACK s8 g 1-1 3-1 => :2
        XCLAIM s8 g d 0 1-1 => *0
        XCLAIM s8 g d 5000 1-1 FORCE => *1 *2 $3 1-1 *2 $1 a $1 b
        XCLAIM s8 g d 0 3-1 FORCE JUSTID => *1 $3 3-1
        XPENDING s8 g - + 10 => *2 *4 $3 1-1 $1 d :# :2 *4 $3 3-1 $1 d :# :1
        XCLAIM s8 g d 0 9-1 FORCE JUSTID => *0
        XCLAIM s8 g d 0 3-1 3-1 JUSTID LASTID 9-9 => *2 $3 3-1 $3 3-1
        XINFO GROUPS s8 => *1 *12 $4 name $1 g $9 consumers :2 $7 pending :2 $17 last-delivered-id \
        $3 9-9 $12 entries-read :3 $3 lag :0
        XGROUP SETID s8 g 0 => +OK
        XINFO GROUPS s8 => *1 *12 $4 name $1 g $9 consumers :2 $7 pending :2 $17 last-delivered-id \
        $3 0-0 $12 entries-read $-1 $3 lag $-1
        XCLAIM s8 g c 0 => -ERR wrong number of arguments for 'xclaim' command
        XCLAIM none g c x 1 => -NOGROUP No such key 'none' or consumer group 'g'
        XCLAIM s8 nog c x 1 => -NOGROUP No such key 's8' or consumer group 'nog'
        XCLAIM s8 g c x 1 => -ERR Invalid min-idle-time argument for XCLAIM
        XCLAIM s8 g c -5 7 => *0
        XCLAIM s8 g c 0 a => -ERR Unrecognized XCLAIM option 'a'
        XCLAIM s8 g c 0 1 IDLE => -ERR Unrecognized XCLAIM option 'IDLE'
        XCLAIM s8 g c 0 1 IDLE x => -ERR Invalid IDLE option argument for XCLAIM
        XCLAIM s8 g c 0 1 time x => -ERR Invalid TIME option argument for XCLAIM
        XCLAIM s8 g c 0 1 RETRYCOUNT x => -ERR Invalid RETRYCOUNT option argument for XCLAIM
        XCLAIM s8 g c 0 1 LASTID x => -ERR Invalid stream ID specified as stream command argument
        XCLAIM s8 g c 0 1 FORCE 2 => -ERR Unrecognized XCLAIM option '2'
        XCLAIM s8 g c 0 FORCE => *0""");
  }

  @Test
  void whatHasBeenPendingForLongIsClaimedFromAnIdOn() throws Exception {
    add("s9", "1-1", "2-1", "3-1", "4-1");
    RespTalk two = connect(2);
    two.expect(
        """
        XGROUP CREATE s9 g 0 => +OK
        XREADGROUP GROUP g c COUNT 9 NOACK STREAMS s9 none > 0 => -NOGROUP No such key 'none' or \
        consumer group 'g' in XREADGROUP with GROUP option
        XREADGROUP GROUP g c STREAMS s9 > => *1 *2 $2 s9 *4 *2 $3 1-1 *2 $1 a $1 b *2 $3 2-1 *2 \
        $1 a $1 b *2 $3 3-1 *2 $1 a $1 b *2 $3 4-1 *2 $1 a $1 b
        XAUTOCLAIM s9 g d 100000 0 => *3 $3 0-0 *0 *0""");
    remove("s9", "1-1");
    two.expect(
        """
        XAUTOCLAIM s9 g d 0 0 COUNT 2 => *3 $3 3-1 *1 *2 $3 2-1 *2 $1 a $1 b *1 $3 1-1
        XAUTOCLAIM s9 g d 0 (2-1 JUSTID COUNT 10 => *3 $3 0-0 *2 $3 3-1 $3 4-1 *0
        XPENDING s9 g - + 9 => *3 *4 $3 2-1 $1 d :# :2 *4 $3 3-1 $1 d :# :1 *4 $3 4-1 $1 d :# :1
        XAUTOCLAIM s9 g c 0 => -ERR wrong number of arguments for 'xautoclaim' command
        XAUTOCLAIM s9 g c x 0 => -ERR Invalid min-idle-time argument for XAUTOCLAIM
        XAUTOCLAIM s9 g c 0 x => -ERR Invalid stream ID specified as stream command argument
        XAUTOCLAIM s9 g c 0 (18446744073709551615-18446744073709551615 => -ERR invalid start ID \
        for the interval
        XAUTOCLAIM s9 g c 0 0 COUNT => -ERR syntax error
        XAUTOCLAIM s9 g c 0 0 COUNT 0 => -ERR COUNT must be > 0
        XAUTOCLAIM s9 g c 0 0 COUNT x => -ERR COUNT must be > 0
        XAUTOCLAIM s9 g c 0 0 COUNT 922337203685477580 => -ERR COUNT must be > 0
        XAUTOCLAIM s9 g c 0 0 FOO => -ERR syntax error
        XAUTOCLAIM none g c 0 0 => -NOGROUP No such key 'none' or consumer group 'g'
        XAUTOCLAIM s9 nog c 0 0 => -NOGROUP No such key 's9' or consumer group 'nog'""");
    connect(3)
        .expect(
            """
        XAUTOCLAIM s9 g e 0 4 => *3 $3 0-0 *1 *2 $3 4-1 *2 $1 a $1 b *0""");
  }

  @Test
  void setsHaveNoGroups() throws Exception {
    node.store().keys().claim("a-set", Keys.Kind.SET);
    String wrong = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    RespTalk talk = connect(2);
    for (String words :
        List.of(
            "XGROUP CREATE a-set g $",
            "XGROUP CREATE a-set g $ MKSTREAM",
            "XGROUP CREATE a-set g x",
            "XGROUP SETID a-set g $",
            "XGROUP SETID a-set g x",
            "XGROUP DESTROY a-set g",
            "XGROUP CREATECONSUMER a-set g c",
            "XGROUP DELCONSUMER a-set g c",
            "XREADGROUP GROUP g c STREAMS a-set >",
            "XREADGROUP GROUP g c STREAMS a-set x",
            "XACK a-set g x",
            "XPENDING a-set g",
            "XCLAIM a-set g c 0 1",
            "XCLAIM a-set g c x 1",
            "XAUTOCLAIM a-set g c 0 0",
            "XINFO GROUPS a-set",
            "XINFO CONSUMERS a-set g")) {
      assertThat(talk.ask(words)).as(words).isEqualTo(wrong);
    }
  }

  @Test
  void readersWaitForMessagesOneEach() throws Exception {
    RespTalk talk = connect(2);
    assertThat(talk.ask("XGROUP CREATE s10 g $ MKSTREAM")).isEqualTo("+OK");
    RespTalk one = connect(2);
    RespTalk two = connect(3);
    one.say("XREADGROUP GROUP g c1 COUNT 1 BLOCK 0 STREAMS s10 >");
    two.say("XREADGROUP GROUP g c2 COUNT 1 BLOCK 60000 STREAMS s10 >");
    assertThat(talk.ask("XREADGROUP GROUP g c3 BLOCK 50 STREAMS s10 >")).isEqualTo("*-1");
    assertThat(connect(3).ask("XREADGROUP GROUP g c3 BLOCK 50 STREAMS s10 >")).isEqualTo("_");
    add("s10", "1-1", "2-1");
    List<String> replies = List.of(one.hear(), two.hear());
    assertThat(replies.get(0)).startsWith("*1 *2 $3 s10 *1 *2 $3 ").contains("-1 *2 $1 a $1 b");
    assertThat(replies.get(1)).startsWith("%1 $3 s10 *1 *2 $3 ");
    assertThat(replies.get(0).contains("1-1")).isNotEqualTo(replies.get(1).contains("1-1"));
    assertThat(talk.ask("XPENDING s10 g"))
        .isEqualTo("*4 :2 $3 1-1 $3 2-1 *2 *2 $2 c1 $1 1 *2 $2 c2 $1 1");
    // A connection goes on after it has waited.
    assertThat(one.ask("XACK s10 g 1-1 2-1")).isEqualTo(":2");
  }

  @Test
  void readersThatWaitAreToldThatTheirGroupOrStreamIsGone() throws Exception {
    RespTalk talk = connect(2);
    for (String topic : List.of("s11a", "s11b", "s11")) {
      add(topic, "1-1");
      assertThat(talk.ask("XGROUP CREATE " + topic + " g $")).isEqualTo("+OK");
    }
    RespTalk one = connect(2);
    RespTalk two = connect(2);
    one.say("XREADGROUP GROUP g c1 BLOCK 0 STREAMS s11a s11 > >");
    two.say("XREADGROUP GROUP g c2 BLOCK 0 STREAMS s11b s11 > >");
    awaitFollower("s11a");
    awaitFollower("s11b");
    assertThat(talk.ask("XGROUP DESTROY s11 g")).isEqualTo(":1");
    String gone = "-NOGROUP the consumer group this client was blocked on no longer exists";
    assertThat(one.hear()).isEqualTo(gone);
    assertThat(two.hear()).isEqualTo(gone);
    add("s12", "1-1");
    assertThat(talk.ask("XGROUP CREATE s12 g $")).isEqualTo("+OK");
    one.say("XREADGROUP GROUP g c1 BLOCK 0 STREAMS s12 >");
    awaitFollower("s12");
    delete("s12");
    assertThat(one.hear()).isEqualTo("-UNBLOCKED the stream key no longer exists");
  }

  /** Whoever waits in a topic's groups follows the topic. */
  private static void awaitFollower(String topic) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              Gauge followers =
                  node.registry()
                      .find(MeterNames.TOPIC_FOLLOWERS)
                      .tag(MeterNames.TOPIC, topic)
                      .gauge();
              return followers != null && followers.value() == 1;
            });
  }

  @Test
  void namesAreAnyBytesUpToALength() throws Exception {
    add("s14", "1-1");
    String odd = "\u00ff\u0000\r\n\u00e9";
    String longest = "n".repeat(Groups.NAME_BYTES_MAX);
    RespTalk talk = connect(2);
    assertThat(talk.ask("XGROUP CREATE s14 " + odd + " 0")).isEqualTo("+OK");
    assertThat(talk.ask("XREADGROUP GROUP " + odd + " " + longest + " STREAMS s14 >"))
        .contains("1-1");
    assertThat(talk.ask("XPENDING s14 " + odd))
        .isEqualTo("*4 :1 $3 1-1 $3 1-1 *1 *2 $255 " + longest + " $1 1");
    assertThat(talk.ask("XINFO GROUPS s14")).contains("$4 name $5 " + odd + " ");
    assertThat(talk.ask("XGROUP CREATE s14 " + longest + "n 0"))
        .isEqualTo("-ERR the name of a consumer group or consumer has at most 255 bytes");
    assertThat(talk.ask("XREADGROUP GROUP " + odd + " " + longest + "n STREAMS s14 >"))
        .isEqualTo("-ERR the name of a consumer group or consumer has at most 255 bytes");
    assertThat(talk.ask("XINFO CONSUMERS s14 \u00e9"))
        .isEqualTo("-NOGROUP No such consumer group '\u00e9' for key name 's14'");
  }

  @Test
  void detailsAreWrittenAsXinfoStreamFullHasThem() throws Exception {
    add("s13", "1-1", "2-1", "3-1");
    RespTalk talk = connect(2);
    talk.expect(
        """
        XGROUP CREATE s13 g 0 => +OK
        XREADGROUP GROUP g c COUNT 2 STREAMS s13 > => *1 *2 $3 s13 *2 *2 $3 1-1 *2 $1 a $1 b *2 \
        $3 2-1 *2 $1 a $1 b
        XREADGROUP GROUP g d COUNT 2 STREAMS s13 > => *1 *2 $3 s13 *1 *2 $3 3-1 *2 $1 a $1 b""");
    RespWriter out = new RespWriter();
    GroupInfo.write(out, LogNode.await(node.groups().details("s13", 1)));
    assertThat(new String(out.take(), UTF_8).replace("\r\n", " ").strip())
        .matches(
            java.util.regex.Pattern.quote(
                    "*1 *14 $4 name $1 g $17 last-delivered-id $3 3-1 $12 entries-read :3 $3 lag"
                        + " :0 $9 pel-count :3 $7 pending *1 *4 $3 1-1 $1 c :# :1 $9 consumers *2"
                        + " *8 $4 name $1 c $9 seen-time :# $9 pel-count :2 $7 pending *1 *3 $3"
                        + " 1-1 :# :1 *8 $4 name $1 d $9 seen-time :# $9 pel-count :1 $7 pending"
                        + " *1 *3 $3 3-1 :# :1")
                .replace("#", "\\E\\d+\\Q"));
  }
}
