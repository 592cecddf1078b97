package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import dev.rollcall.client.LookupClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Asks for one text after the other on a terminal. */
final class LookupPrompt {
  private static final Set<String> FAREWELLS = Set.of("exit", "quit");

  private final LookupClient client;
  private final ExchangeLog log;
  private final String address;

  LookupPrompt(LookupClient client, ExchangeLog log, String address) {
    this.client = client;
    this.log = log;
    this.address = address;
  }

  void run(Dialogue dialogue) throws IOException {
    dialogue.show("Lookups at " + address + "; exit, quit or Ctrl-D ends.");
    byte[] line = dialogue.read("lookup> ");
    while (line != null && !FAREWELLS.contains(new String(line, StandardCharsets.UTF_8))) {
      dialogue.show(answer(line));
      line = dialogue.read("lookup> ");
    }
  }

  /** The answer, or what went wrong: the next question may work again. */
  private String answer(byte[] line) throws IOException {
    ByteSlices asked = ByteSlices.copyOf(List.of(line));
    log.sent(asked);
    try {
      BitSet members = client.contains(asked);
      log.received(asked, members);
      return AnswerText.of(members.get(0));
    } catch (IOException | UserError e) {
      log.note(String.valueOf(e.getMessage()));
      return "rollcall: " + e.getMessage();
    }
  }
}
