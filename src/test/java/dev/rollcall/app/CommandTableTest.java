package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.docs.CommandPage;
import dev.rollcall.edge.resp.Command;
import dev.rollcall.edge.resp.CommandTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of all commands, and the page that comes from it. */
class CommandTableTest {
  /** Has the page written instead of compared: {@code -Drollcall.write-pages=true}. */
  private static final boolean WRITING = Boolean.getBoolean("rollcall.write-pages");

  private final CommandTable table =
      new Redis(nobody(), nobody(), nobody(), nobody(), nobody(), nobody(), 1, Runnable::run)
          .table();

  /** The commands are looked at and not called, so that nobody need be there to answer them. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }

  private List<Command> all() {
    List<Command> all = new ArrayList<>();
    for (Command command : table.all()) {
      all.add(command);
      all.addAll(command.subcommands().values());
    }
    return all;
  }

  @Test
  void thePageSaysWhatTheTableSays() throws IOException {
    String page = CommandPage.of(table);
    if (WRITING) {
      CommandPage.write(page);
    }
    assertThat(CommandPage.written()).isEqualTo(page);
  }

  @Test
  void everyCommandIsDescribed() {
    assertThat(all())
        .allSatisfy(
            command -> {
              assertThat(command.arity()).isNotZero();
              assertThat(command.summary()).as(command.name()).isNotEmpty().endsWith(".");
              assertThat(command.complexity()).as(command.name()).isNotEmpty();
              assertThat(command.since()).as(command.name()).matches("\\d+\\.\\d+\\.\\d+");
              if (command.subcommands().isEmpty()) {
                assertThat(command.reply()).as(command.name()).isNotEmpty();
              }
            });
  }

  @Test
  void subcommandsAreOfTheirCommandsGroup() {
    for (Command command : table.all()) {
      assertThat(command.subcommands().values())
          .as(command.name())
          .allSatisfy(sub -> assertThat(sub.group()).isEqualTo(command.group()))
          .allSatisfy(sub -> assertThat(sub.arity()).isNotIn(-1, 1));
    }
  }

  @Test
  void everyCommandThatNamesAKeySaysWhereItIs() {
    assertThat(all())
        .filteredOn(command -> command.syntax().matches("(?s)(.*\\s)?key(\\s.*)?"))
        .allSatisfy(
            command ->
                assertThat(command.firstKey() > 0 || command.keyFinder() != null)
                    .as(command.name())
                    .isTrue());
  }
}
