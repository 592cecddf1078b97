package dev.rollcall.edge;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.Escape;
import dev.rollcall.broadcast.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One listener; a block of {@code rollcall.listeners}.
 *
 * @param name its name in the configuration
 * @param protocol what it speaks
 * @param host the address or host name it binds, the key {@code interface}
 * @param port the port it binds; 0 for a free one
 * @param backlog connections that may wait to be accepted
 * @param tls whether it speaks TLS
 * @param set the set it asks; only lookup uses it
 * @param topic the topic its messages go to; relay and message use it
 * @param broadcast whether its clients get the messages of others; only relay uses it
 * @param framing what makes bytes one message; only relay uses it
 * @param connectionsMax connections it may have; 0 for any number
 * @param frameBytesMax the longest frame
 * @param flushPartialAfter how long a client must be quiet to complete a frame without newline;
 *     zero for never
 * @param idleTimeout how long a connection may be silent; zero for ever
 * @param logQueries whether each query is logged
 */
public record ListenerSettings(
    String name,
    Protocol protocol,
    String host,
    int port,
    int backlog,
    boolean tls,
    String set,
    String topic,
    boolean broadcast,
    Framing framing,
    int connectionsMax,
    int frameBytesMax,
    Duration flushPartialAfter,
    Duration idleTimeout,
    boolean logQueries) {

  /** A frame and the array it is copied to are held at once, so that this is memory twice. */
  private static final int FRAME_BYTES_LONGEST = 64 << 20;

  private static final String LISTENERS = "rollcall.listeners";

  /**
   * Reads the enabled listeners out of the block {@code rollcall}, sorted by name. Each must be
   * complete: what it does not say itself was filled in from {@code listener-defaults}.
   */
  public static List<ListenerSettings> readAll(ConfigReader rollcall) {
    ConfigReader listeners = rollcall.block("listeners");
    List<ListenerSettings> enabled = new ArrayList<>();
    for (String name : rollcall.names("listeners")) {
      try {
        ConfigReader listener = listeners.block(name);
        if (listener.flag("enabled")) {
          enabled.add(read(name, listener));
        }
      } catch (ConfigException.WrongType e) {
        listeners.fault(name, "…", "must be a block of keys, and tls one in it");
      }
    }
    return enabled;
  }

  private static ListenerSettings read(String name, ConfigReader listener) {
    Protocol protocol = listener.choice("protocol", Protocol.class, Protocol::spelling);
    return new ListenerSettings(
        name,
        protocol,
        listener.text("interface"),
        listener.integer("port", 0, 65535),
        listener.integer("backlog", 1, 65535),
        listener.block("tls").flag("enabled"),
        set(protocol, listener),
        topic(protocol, listener),
        listener.flag("broadcast"),
        listener.choice("framing", Framing.class, Framing::spelling),
        listener.integer("max-connections", 0, Integer.MAX_VALUE),
        (int) listener.bytes("frame-bytes-max", 1, FRAME_BYTES_LONGEST),
        listener.duration("flush-partial-after", Duration.ofMinutes(1)),
        listener.duration("idle-timeout", Duration.ofDays(1)),
        listener.flag("log-queries"));
  }

  private static String set(Protocol protocol, ConfigReader listener) {
    String set = listener.text("set");
    if (protocol == Protocol.LOOKUP && set.isEmpty()) {
      listener.fault("set", "\"\"", "must be the name of a set, since the protocol is lookup");
    }
    return set;
  }

  private static String topic(Protocol protocol, ConfigReader listener) {
    String topic = listener.text("topic");
    boolean used = protocol == Protocol.RELAY || protocol == Protocol.MESSAGE;
    if (used && !TopicName.isValid(topic)) {
      String shown = topic.isEmpty() ? "\"\"" : Escape.text(topic);
      listener.fault("topic", shown, "must be a topic's name: " + TopicName.RULE);
    }
    return topic;
  }

  /** The full name of one of this listener's keys. */
  public String key(String key) {
    return LISTENERS + "." + ConfigUtil.joinPath(name, key);
  }
}
