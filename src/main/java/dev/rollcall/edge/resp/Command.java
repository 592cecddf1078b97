package dev.rollcall.edge.resp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One command as data: what the table is made of, from which dispatch, errors of arity, {@code
 * COMMAND}, the categories and the page about commands come. Immutable and thread-safe.
 */
public final class Command {
  /** What holds of a command, named as {@code COMMAND INFO} names it. */
  public enum Flag {
    WRITE,
    READONLY,
    DENYOOM,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    BLOCKING,
    LOADING,
    STALE,
    NO_AUTH,
    FAST,
    MOVABLEKEYS,
    /** May be called by a client of RESP2 that has subscribed. */
    SUBSCRIBED;

    /** The name on the wire. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a command is about, named as {@code COMMAND DOCS} names it. */
  public enum Group {
    CONNECTION,
    SERVER,
    GENERIC,
    SET,
    STREAM,
    PUBSUB;

    /** The name on the wire. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Finds a command's keys where they are at no fixed place. */
  @FunctionalInterface
  public interface KeyFinder {
    /** The indexes of the arguments that are keys; empty where the arguments make no sense. */
    List<Integer> keys(List<byte[]> arguments);
  }

  private final Builder built;
  private final String name;
  private final Set<String> categories;
  private final Map<String, Command> subcommands = new LinkedHashMap<>();

  private Command(Builder built, String name) {
    this.built = built;
    this.name = name;
    this.categories = Collections.unmodifiableSet(built.allCategories());
    for (Builder subcommand : built.subcommands) {
      Command command = new Command(subcommand, name + '|' + subcommand.word);
      subcommands.put(subcommand.word, command);
    }
  }

  /** Begins a command, or a subcommand, of this name in small letters. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** The name in small letters; a subcommand's is {@code command|subcommand}. */
  public String name() {
    return name;
  }

  /** How many arguments there must be, the name included; where negative, so many at least. */
  public int arity() {
    return built.arity;
  }

  /** Whether a call with so many arguments, the name included, has the right number of them. */
  public boolean takes(int count) {
    return built.arity >= 0 ? count == built.arity : count >= -built.arity;
  }

  public Set<Flag> flags() {
    return Collections.unmodifiableSet(built.flags);
  }

  /** Whether the command has this flag. */
  public boolean is(Flag flag) {
    return built.flags.contains(flag);
  }

  /** The categories that rules may name, without the sign before them, sorted. */
  public Set<String> categories() {
    return categories;
  }

  /** The index of the first argument that is a key; 0 without keys at fixed places. */
  public int firstKey() {
    return built.firstKey;
  }

  /** The index of the last key; negative when counted from the end, -1 being the last argument. */
  public int lastKey() {
    return built.lastKey;
  }

  /** How many arguments it is from one key to the next; 0 without keys. */
  public int keyStep() {
    return built.keyStep;
  }

  /** Finds keys where {@link #firstKey} cannot; null where it can. */
  public @Nullable KeyFinder keyFinder() {
    return built.keyFinder;
  }

  /** What it is about. */
  public Group group() {
    return built.group;
  }

  /** The version of Redis whose clients know it. */
  public String since() {
    return built.since;
  }

  /** The arguments as the page about commands writes them; may be empty. */
  public String syntax() {
    return built.syntax;
  }

  /** How its cost grows. */
  public String complexity() {
    return built.complexity;
  }

  /** What it does, in one sentence. */
  public String summary() {
    return built.summary;
  }

  /** What it answers. */
  public String reply() {
    return built.reply;
  }

  /** Its subcommands by their names in small letters; empty for one that has none. */
  public Map<String, Command> subcommands() {
    return Collections.unmodifiableMap(subcommands);
  }

  /** Carries it out; null where {@link #batchHandler} does, or only its subcommands exist. */
  @Nullable Handler handler() {
    return built.handler;
  }

  @Nullable BatchHandler batchHandler() {
    return built.batchHandler;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Says what a command is. Not thread-safe. */
  public static final class Builder {
    private final String word;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private final List<String> categories = new ArrayList<>();
    private final List<Builder> subcommands = new ArrayList<>();
    private int arity;
    private int firstKey;
    private int lastKey;
    private int keyStep;
    private @Nullable KeyFinder keyFinder;
    private Group group = Group.GENERIC;
    private String since = "1.0.0";
    private String syntax = "";
    private String complexity = "O(1)";
    private String summary = "";
    private String reply = "";
    private @Nullable Handler handler;
    private @Nullable BatchHandler batchHandler;

    private Builder(String word) {
      this.word = word;
    }

    /** See {@link Command#arity}. */
    public Builder arity(int count) {
      this.arity = count;
      return this;
    }

    /** Adds flags. */
    public Builder flags(Flag... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** Adds categories beyond those that follow from flags and group. */
    public Builder categories(String... more) {
      categories.addAll(List.of(more));
      return this;
    }

    /** The one key is the first argument. */
    public Builder key() {
      return keys(1, 1, 1);
    }

    /** See {@link Command#firstKey}, {@link Command#lastKey} and {@link Command#keyStep}. */
    public Builder keys(int first, int last, int step) {
      this.firstKey = first;
      this.lastKey = last;
      this.keyStep = step;
      return this;
    }

    /** See {@link Command#keyFinder}. */
    public Builder keys(KeyFinder finder) {
      this.keyFinder = finder;
      return flags(Flag.MOVABLEKEYS);
    }

    /** See {@link Command#group}. */
    public Builder group(Group what) {
      this.group = what;
      return this;
    }

    /** See {@link Command#since}. */
    public Builder since(String version) {
      this.since = version;
      return this;
    }

    /** See {@link Command#syntax}. */
    public Builder syntax(String arguments) {
      this.syntax = arguments;
      return this;
    }

    /** See {@link Command#complexity}. */
    public Builder complexity(String growth) {
      this.complexity = growth;
      return this;
    }

    /** See {@link Command#summary}. */
    public Builder summary(String sentence) {
      this.summary = sentence;
      return this;
    }

    /** See {@link Command#reply}. */
    public Builder reply(String what) {
      this.reply = what;
      return this;
    }

    /** The command's subcommands, which are told apart by the first argument. */
    public Builder subcommands(Builder... more) {
      subcommands.addAll(List.of(more));
      return this;
    }

    /** A command whose calls are carried out one by one. */
    public Builder handledBy(Handler carriesOut) {
      this.handler = carriesOut;
      return this;
    }

    /** A command whose consecutive calls about the same first argument are carried out together. */
    public Builder batchedBy(BatchHandler carriesOut) {
      this.batchHandler = carriesOut;
      return this;
    }

    /** The command. */
    public Command build() {
      return new Command(this, word);
    }

    /** Flags imply categories, as in Redis. */
    private Set<String> allCategories() {
      Set<String> all = new TreeSet<>(categories);
      if (flags.contains(Flag.WRITE)) {
        all.add("write");
      }
      if (flags.contains(Flag.READONLY)) {
        all.add("read");
      }
      if (flags.contains(Flag.ADMIN)) {
        all.addAll(List.of("admin", "dangerous"));
      }
      if (flags.contains(Flag.PUBSUB)) {
        all.add("pubsub");
      }
      if (flags.contains(Flag.BLOCKING)) {
        all.add("blocking");
      }
      all.add(flags.contains(Flag.FAST) ? "fast" : "slow");
      switch (group) {
        case CONNECTION -> all.add("connection");
        case GENERIC -> all.add("keyspace");
        case SET -> all.add("set");
        case STREAM -> all.add("stream");
        case SERVER, PUBSUB -> {}
      }
      return all;
    }
  }
}
