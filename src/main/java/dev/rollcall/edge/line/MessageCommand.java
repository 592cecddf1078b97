package dev.rollcall.edge.line;

import dev.rollcall.base.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a line of the protocol {@code message} that begins with a slash can ask for. */
enum MessageCommand {
  HELP("", "lists the commands", 0, 0),
  TOPICS("", "lists the topics, one a line", 0, 0),
  JOIN("TOPIC [ID]", "sends its messages as `TOPIC ID text`, from now on or those after ID", 1, 2),
  LEAVE("TOPIC", "ends that", 1, 1),
  SEND("TOPIC TEXT", "appends a message, answers its ID", 2, 2),
  HISTORY("TOPIC [ID]", "lists its messages, all or those after ID, as `ID text`", 1, 2);

  private final String arguments;
  private final String meaning;
  private final int argumentsMin;
  private final int argumentsMax;

  MessageCommand(String arguments, String meaning, int argumentsMin, int argumentsMax) {
    this.arguments = arguments;
    this.meaning = meaning;
    this.argumentsMin = argumentsMin;
    this.argumentsMax = argumentsMax;
  }

  /** The word that begins the line. */
  String word() {
    return '/' + name().toLowerCase(Locale.ROOT);
  }

  /** How it is written, with its arguments. */
  String usage() {
    return (word() + ' ' + arguments).stripTrailing();
  }

  /** The line of help for it. */
  String help() {
    return usage() + "  " + meaning;
  }

  static Optional<MessageCommand> of(String word) {
    return Arrays.stream(values()).filter(command -> command.word().equals(word)).findFirst();
  }

  /** The word somebody may have meant who mistyped one. */
  static Optional<String> nearest(String word) {
    return Nearest.to(word, Arrays.stream(values()).map(MessageCommand::word).toList());
  }

  /**
   * What follows the word, split at spaces; a text is all the rest behind one space. Nothing where
   * their number is wrong.
   */
  Optional<List<String>> arguments(String line) {
    String rest = line.substring(word().length()).stripLeading();
    String[] found = this == SEND ? rest.split(" ", argumentsMax) : rest.split(" +");
    int count = rest.isEmpty() ? 0 : found.length;
    return count < argumentsMin || count > argumentsMax
        ? Optional.empty()
        : Optional.of(List.of(found));
  }
}
