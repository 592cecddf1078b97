package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.lookup.SetLoader;
import dev.rollcall.lookup.SetSettings;
import dev.rollcall.lookup.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of members is to clients that were connected all along. */
class RunTimeMembersListenerIT {
  private static final String YES = "STRING EXISTS\n";
  private static final String NO = "STRING NOT FOUND\n";
  private static final int CLIENTS = 20;

  @TempDir Path directory;

  @Test
  void everyConnectionSeesAChangeWithItsNextQuery() throws Exception {
    Path list = Files.write(directory.resolve("list"), List.of("listed"));
    SetSettings settings = new SetSettings("names", list, false, Duration.ZERO, 1, 64);
    try (TestNode node = TestNode.start(null, directory.resolve("node"), settings);
        EdgeFixture edge = new EdgeFixture("")) {
      assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
      EditableMembership members = node.membership("names");
      Running running = edge.plainLookup(members);
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(running.connect());
      }
      assertAnswers(clients, YES + NO);
      for (int round = 0; round < 10; round++) {
        members.add(keys("new")).get(10, TimeUnit.SECONDS);
        assertAnswers(clients, YES + YES);
        members.remove(keys("listed")).get(10, TimeUnit.SECONDS);
        assertAnswers(clients, NO + YES);
        members.remove(keys("new")).get(10, TimeUnit.SECONDS);
        members.add(keys("listed")).get(10, TimeUnit.SECONDS);
        assertAnswers(clients, YES + NO);
      }
      for (Client client : clients) {
        client.close();
      }
    }
  }

  private static ByteSlices keys(String key) {
    return ByteSlices.copyOf(List.of(key.getBytes(UTF_8)));
  }

  private static void assertAnswers(List<Client> clients, String expected) throws Exception {
    for (Client client : clients) {
      client.send("listed\nnew\n");
    }
    for (Client client : clients) {
      assertThat(client.read(expected)).isEqualTo(expected);
    }
  }
}
