package dev.rollcall.broadcast;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rollcall.cluster.ClusterMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a topic's consumer groups. Each says what it has to know of the topic's
 * messages, and then changes a {@link GroupDraft} and answers; both without waiting for anything.
 * Immutable.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = GroupEdit.Create.class, name = "create"),
  @JsonSubTypes.Type(value = GroupEdit.SetCursor.class, name = "set-cursor"),
  @JsonSubTypes.Type(value = GroupEdit.Destroy.class, name = "destroy"),
  @JsonSubTypes.Type(value = GroupEdit.CreateConsumer.class, name = "create-consumer"),
  @JsonSubTypes.Type(value = GroupEdit.DeleteConsumer.class, name = "delete-consumer"),
  @JsonSubTypes.Type(value = GroupEdit.Acknowledge.class, name = "acknowledge"),
  @JsonSubTypes.Type(value = GroupRead.Take.class, name = "take"),
  @JsonSubTypes.Type(value = GroupRead.TakeAgain.class, name = "take-again"),
  @JsonSubTypes.Type(value = GroupClaim.These.class, name = "claim"),
  @JsonSubTypes.Type(value = GroupClaim.Next.class, name = "claim-next"),
  @JsonSubTypes.Type(value = GroupQuery.Check.class, name = "check"),
  @JsonSubTypes.Type(value = GroupQuery.Summary.class, name = "summary"),
  @JsonSubTypes.Type(value = GroupQuery.PendingRange.class, name = "pending"),
  @JsonSubTypes.Type(value = GroupQuery.Describe.class, name = "describe"),
  @JsonSubTypes.Type(value = GroupQuery.Consumers.class, name = "consumers"),
  @JsonSubTypes.Type(value = GroupQuery.Details.class, name = "details"),
})
sealed interface GroupRequest extends ClusterMessage
    permits GroupEdit, GroupRead, GroupClaim, GroupQuery {

  /** What has to be asked of the topic before a request can be carried out. */
  sealed interface Wanted {}

  /** Nothing. */
  enum Nothing implements Wanted {
    NOTHING
  }

  /** The topic itself. */
  enum MakeTopic implements Wanted {
    MAKE_TOPIC
  }

  /** The next messages for a group. */
  record Messages(String group, MessageId after, int count) implements Wanted {}

  /** Messages by their IDs. */
  record Look(List<MessageId> ids) implements Wanted {}

  /**
   * What the topic has answered.
   *
   * @param messages what was wanted as {@link Messages}
   * @param found what was wanted as {@link Look}: for each ID that was looked for, which need not
   *     be all, its message or null
   */
  record Known(List<Page.Entry> messages, Map<MessageId, @Nullable Message> found) {
    static final Known NOTHING = new Known(List.of(), Map.of());
  }

  /** What it has to know; asked for again after {@link MakeTopic} was done. */
  default Wanted wanted(GroupDraft draft) {
    return Nothing.NOTHING;
  }

  /**
   * Changes the draft, completely or, where it throws, not at all.
   *
   * @throws GroupRefused where it cannot
   */
  GroupReply run(GroupDraft draft, Known known);
}
