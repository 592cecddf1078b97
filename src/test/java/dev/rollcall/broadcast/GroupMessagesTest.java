package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.broadcast.Groups.Item;
import dev.rollcall.broadcast.Groups.PendingMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Requests and answers about groups travel between nodes as CBOR. */
class GroupMessagesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final ObjectMapper cbor =
      JacksonObjectMapperProvider.get(KIT.system())
          .getOrCreate("jackson-cbor", java.util.Optional.empty());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static final MessageId ID = new MessageId(7, -1);

  private static List<GroupRequest> requests() {
    return List.of(
        new GroupEdit.Create("\u00ff", null, -1, true),
        new GroupEdit.SetCursor("g", ID, 5),
        new GroupEdit.Destroy("g"),
        new GroupEdit.CreateConsumer("g", "c"),
        new GroupEdit.DeleteConsumer("g", "c"),
        new GroupEdit.Acknowledge("g", List.of(ID, MessageId.NONE)),
        new GroupRead.Take("g", "c", 3, true),
        new GroupRead.TakeAgain("g", "c", ID, 3),
        new GroupClaim.These(
            "g", "c", new Groups.Claim(List.of(ID), 1, 2, 3, true, false, MessageId.MAX)),
        new GroupClaim.Next("g", "c", 4, ID, 5, true),
        new GroupQuery.Check("g"),
        new GroupQuery.Summary("g"),
        new GroupQuery.PendingRange(
            "g", new Groups.Range(MessageId.NONE, MessageId.MAX, Long.MAX_VALUE, 0, null)),
        new GroupQuery.Describe(),
        new GroupQuery.Consumers("g"),
        new GroupQuery.Details("g", 10));
  }

  private static List<GroupReply> replies() {
    Groups.Description description = new Groups.Description("g", 1, 2, ID, -1, false, 0);
    Groups.Member member = new Groups.Member("c", 1, 2, 3);
    PendingMessage pending = new PendingMessage(ID, "c", 1, 2, 3);
    return List.of(
        new GroupReply.Count(-3),
        new GroupReply.Delivered(new Groups.Delivery(true, List.of(new Item(ID, null)))),
        new GroupReply.Claimed(new Groups.Claimed(ID, List.of(), List.of(MessageId.MAX))),
        new GroupReply.Summarized(
            new Groups.Summary(2, ID, null, List.of(new Groups.Share("c", 2)))),
        new GroupReply.Listed(List.of(pending)),
        new GroupReply.Described(List.of(description)),
        new GroupReply.Members(List.of(member)),
        new GroupReply.Detailed(
            new Groups.Details(
                description,
                List.of(pending),
                List.of(new Groups.MemberDetails(member, List.of(pending))))),
        new GroupReply.Refused(GroupRefused.Reason.TOO_MANY_PENDING),
        new GroupReply.Failed(ErrorCode.TIMEOUT, "why"),
        new GroupReply.Again());
  }

  private <T> T travelled(T message, Class<T> kind) throws Exception {
    return cbor.readValue(cbor.writerFor(kind).writeValueAsBytes(message), kind);
  }

  @Test
  void everyRequestAndEveryReplyArrivesAsItWasSent() throws Exception {
    for (GroupRequest request : requests()) {
      assertThat(travelled(request, GroupRequest.class)).isEqualTo(request);
    }
    for (GroupReply reply : replies()) {
      assertThat(travelled(reply, GroupReply.class)).isEqualTo(reply);
    }
  }

  @Test
  void messagesArriveWithAllTheirBytes() throws Exception {
    Message message =
        new Message(List.of("a".getBytes(UTF_8), new byte[] {0, -1, 13}, new byte[0], new byte[9]));
    GroupReply reply =
        new GroupReply.Delivered(new Groups.Delivery(true, List.of(new Item(ID, message))));
    GroupReply.Delivered arrived = (GroupReply.Delivered) travelled(reply, GroupReply.class);
    Message copy = arrived.delivery().items().get(0).message();
    assertThat(copy).isNotNull();
    assertThat(copy.fields())
        .usingElementComparator(Arrays::compare)
        .containsExactlyElementsOf(message.fields());
  }

  @Test
  void thereIsAnExampleOfEachKind() {
    assertThat(kinds(requests())).isEqualTo(permitted(GroupRequest.class));
    assertThat(kinds(replies())).isEqualTo(permitted(GroupReply.class));
  }

  private static Set<Class<?>> kinds(List<?> examples) {
    return examples.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  private static Set<Class<?>> permitted(Class<?> kind) {
    List<Class<?>> leaves = new ArrayList<>();
    for (Class<?> sub : kind.getPermittedSubclasses()) {
      if (sub.isSealed()) {
        leaves.addAll(permitted(sub));
      } else {
        leaves.add(sub);
      }
    }
    return Set.copyOf(leaves);
  }
}
