package dev.rollcall.base;

/**
 * What is measured, by the names that every room registers its meters under; one registry has them
 * all. Prometheus writes them with underscores and its own endings, as the page on operations does.
 */
public final class MeterNames {
  // ---- Listeners

  /** Gauge by listener: connections now. */
  public static final String CONNECTIONS_OPEN = "rollcall.connections.open";

  /** Counter by listener and outcome: connections that came. */
  public static final String CONNECTIONS = "rollcall.connections";

  /** Counter by listener: frames or HTTP requests that were taken up. */
  public static final String REQUESTS = "rollcall.requests";

  /** Counter by listener and code: errors told to clients. */
  public static final String REQUEST_ERRORS = "rollcall.request.errors";

  /** Timer by listener: how long answers took; one sample for what came at once. */
  public static final String REQUEST_DURATION = "rollcall.request.duration";

  /** Counter by listener: bytes that came, without TLS. */
  public static final String RECEIVED_BYTES = "rollcall.received.bytes";

  /** Counter by listener: bytes that went out, without TLS. */
  public static final String SENT_BYTES = "rollcall.sent.bytes";

  /** Counter by limit: how often it was reached. */
  public static final String LIMITS_HIT = "rollcall.limits.hit";

  // ---- Sets

  /** Counter by set: keys that were asked for and answered. */
  public static final String SET_QUERIES = "rollcall.set.queries";

  /** Counter by set: keys that were asked for and are members. */
  public static final String SET_HITS = "rollcall.set.hits";

  /** Gauge by set: members as this node answers. */
  public static final String SET_MEMBERS = "rollcall.set.members";

  /** Gauge by set: the ID of the live generation, 0 before the first. */
  public static final String SET_GENERATION = "rollcall.set.generation";

  /** Gauge by set, in seconds: how long ago the live generation was read from its source. */
  public static final String SET_GENERATION_AGE = "rollcall.set.generation.age";

  /** Gauge by set: members added at run time. */
  public static final String SET_ADDED = "rollcall.set.added";

  /** Gauge by set: members removed at run time. */
  public static final String SET_REMOVED = "rollcall.set.removed";

  /** Counter by set: lists that could not be loaded. */
  public static final String SET_LOAD_FAILURES = "rollcall.set.load.failures";

  /** Gauge by set, in seconds since 1970: the last list that could not be loaded; 0 for none. */
  public static final String SET_LAST_FAILED_LOAD = "rollcall.set.last.failed.load";

  // ---- Topics

  /** Counter by topic: messages that became durable. */
  public static final String TOPIC_APPENDED = "rollcall.topic.appended";

  /** Gauge by topic: messages kept. */
  public static final String TOPIC_MESSAGES = "rollcall.topic.messages";

  /** Gauge by topic: what the messages kept take. */
  public static final String TOPIC_BYTES = "rollcall.topic.bytes";

  /** Gauge by topic: the milliseconds of the oldest ID kept. */
  public static final String TOPIC_OLDEST_ID = "rollcall.topic.oldest.id";

  /** Gauge by topic: the milliseconds of the ID given last. */
  public static final String TOPIC_LAST_ID = "rollcall.topic.last.id";

  /** Gauge by topic: followers on this node. */
  public static final String TOPIC_FOLLOWERS = "rollcall.topic.followers";

  /** Gauge by topic, in seconds: how long the slowest follower on this node is behind. */
  public static final String TOPIC_FOLLOWER_LAG = "rollcall.topic.follower.lag";

  // ---- The server

  /** Gauge by certificate, in seconds since 1970: when it expires. */
  public static final String CERTIFICATE_EXPIRY = "rollcall.certificate.expiry";

  /** Gauge by status: members of the cluster, as this node sees them. */
  public static final String CLUSTER_MEMBERS = "rollcall.cluster.members";

  /** Always 1, by version, commit and Java. */
  public static final String BUILD_INFO = "rollcall.build.info";

  // ---- Labels

  public static final String LISTENER = "listener";
  public static final String OUTCOME = "outcome";
  public static final String CODE = "code";
  public static final String LIMIT = "limit";
  public static final String SET = "set";
  public static final String TOPIC = "topic";
  public static final String CERTIFICATE = "certificate";
  public static final String STATUS = "status";

  // ---- Units

  public static final String SECONDS = "seconds";

  private MeterNames() {}
}
