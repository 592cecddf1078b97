package dev.rollcall.broadcast;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.cluster.ClusterMessage;
import java.util.List;

/** What a {@link GroupRequest} is answered, see {@link Groups}. Immutable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = GroupReply.Count.class, name = "count"),
  @JsonSubTypes.Type(value = GroupReply.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = GroupReply.Claimed.class, name = "claimed"),
  @JsonSubTypes.Type(value = GroupReply.Summarized.class, name = "summarized"),
  @JsonSubTypes.Type(value = GroupReply.Listed.class, name = "listed"),
  @JsonSubTypes.Type(value = GroupReply.Described.class, name = "described"),
  @JsonSubTypes.Type(value = GroupReply.Members.class, name = "members"),
  @JsonSubTypes.Type(value = GroupReply.Detailed.class, name = "detailed"),
  @JsonSubTypes.Type(value = GroupReply.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = GroupReply.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = GroupReply.Again.class, name = "again"),
})
sealed interface GroupReply extends ClusterMessage {
  /** A number; 0 where it was done and there is nothing to say. */
  record Count(long value) implements GroupReply {
    static final Count DONE = new Count(0);

    static Count of(boolean flag) {
      return new Count(flag ? 1 : 0);
    }
  }

  record Delivered(Groups.Delivery delivery) implements GroupReply {}

  record Claimed(Groups.Claimed claimed) implements GroupReply {}

  record Summarized(Groups.Summary summary) implements GroupReply {}

  record Listed(List<Groups.PendingMessage> pending) implements GroupReply {}

  record Described(List<Groups.Description> groups) implements GroupReply {}

  record Members(List<Groups.Member> consumers) implements GroupReply {}

  record Detailed(Groups.Details group) implements GroupReply {}

  /** Nothing was changed. */
  record Refused(GroupRefused.Reason reason) implements GroupReply {}

  /** Nothing was changed, unless the code says that nobody knows. */
  record Failed(ErrorCode code, String reason) implements GroupReply {}

  /** The groups are on their way elsewhere; the request is to be sent again. */
  record Again() implements GroupReply {}
}
