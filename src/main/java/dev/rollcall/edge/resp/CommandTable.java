package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All commands there are, by name. Thread-safe once everything was added. */
public final class CommandTable {
  /** No command's name is longer; a longer word need not be looked up. */
  private static final int NAME_BYTES_MAX = 32;

  private final Map<String, Command> commands = new HashMap<>();

  /** Adds commands whose names are not taken yet. */
  public CommandTable add(List<Command> more) {
    for (Command command : more) {
      if (commands.put(command.name(), command) != null) {
        throw new IllegalArgumentException("two commands are called " + command);
      }
    }
    return this;
  }

  /** All commands, sorted by name, without their subcommands. */
  public Collection<Command> all() {
    return new TreeMap<>(commands).values();
  }

  /** The command of this name in any case, or the subcommand {@code command|subcommand}. */
  public @Nullable Command find(String name) {
    String[] words = name.toLowerCase(Locale.ROOT).split("\\|", 2);
    Command command = commands.get(words[0]);
    return command == null || words.length == 1 ? command : command.subcommands().get(words[1]);
  }

  /** The command whose name, in any case, is an argument. */
  @Nullable Command find(ByteSlices arguments, int index) {
    String word = word(arguments, index);
    return word == null ? null : commands.get(word);
  }

  /** The subcommand whose name is an argument. */
  @Nullable Command find(Command command, ByteSlices arguments, int index) {
    String word = word(arguments, index);
    return word == null ? null : command.subcommands().get(word);
  }

  private static @Nullable String word(ByteSlices arguments, int index) {
    int length = arguments.length(index);
    if (length > NAME_BYTES_MAX) {
      return null;
    }
    byte[] small = new byte[length];
    for (int i = 0; i < length; i++) {
      byte letter = arguments.bytes()[arguments.start(index) + i];
      small[i] = letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
    }
    return new String(small, StandardCharsets.ISO_8859_1);
  }
}
