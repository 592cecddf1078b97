package dev.rollcall.lookup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One page of a walk through a set, gathered from its partitions in order. Used once. */
final class Scanning {
  private final PartitionReads reads;
  private final Executor blocking;
  private final boolean whole;
  private final int count;
  private final long bytesMax;
  private final int partitions;

  private final List<byte[]> members = new ArrayList<>();
  private long bytes;
  private ScanCursor at;

  /** Where the members of the partition at hand begin. */
  private int mark;

  private long markBytes;

  /** What one page may have unless it is to have all members: a moment's work, a small message. */
  private static final long PAGE_BYTES_MAX = 256 << 10;

  /**
   * @param blocking goes on when another node has answered
   */
  Scanning(PartitionReads reads, Executor blocking, ScanCursor from, int count) {
    this.reads = reads;
    this.blocking = blocking;
    this.at = from;
    this.count = count;
    this.whole = count == Integer.MAX_VALUE;
    this.bytesMax = whole ? EditableMembership.WHOLE_BYTES_MAX : PAGE_BYTES_MAX;
    this.partitions = reads.set().router().partitions();
  }

  /** The page. */
  CompletableFuture<MemberPage> run() {
    while (at.partition() < partitions && members.size() < count && bytes < bytesMax) {
      CompletableFuture<PartitionReader.Page> page = reads.read(at.partition(), question());
      if (!page.isDone() || page.isCompletedExceptionally()) {
        return page.thenComposeAsync(
            found -> {
              take(found);
              return run();
            },
            blocking);
      }
      take(page.join());
    }
    long next = at.partition() == partitions ? 0 : at.number(partitions);
    return CompletableFuture.completedFuture(new MemberPage(next, members));
  }

  private PartitionReads.Question<PartitionReader.Page> question() {
    ScanCursor from = at;
    int more = count - members.size();
    boolean fromItsStart = whole && from.position() == 0;
    return new PartitionReads.Question<>(
        reader ->
            fromItsStart
                ? reader.whole(bytesMax - bytes)
                : reader.page(from, more, bytesMax - bytes),
        replyTo -> new Partition.Scan(from.layout(), from.position(), more, replyTo),
        reply -> reply instanceof Partition.Paged paged ? paged.page() : null);
  }

  private void take(PartitionReader.Page page) {
    if (whole && page.restarted()) {
      members.subList(mark, members.size()).clear();
      bytes = markBytes;
    }
    boolean continued = members.size() > mark;
    members.addAll(page.members());
    bytes += page.bytes();
    if (whole && continued) {
      dropDuplicates();
    }
    if (page.next() == 0) {
      at = new ScanCursor(at.partition() + 1, 0, 0);
      mark = members.size();
      markBytes = bytes;
    } else {
      at = new ScanCursor(at.partition(), page.layout(), page.next());
    }
  }

  /** A member that was added to the file's between two pages is met twice. */
  private void dropDuplicates() {
    Set<OverlayKey> seen = new HashSet<>();
    List<byte[]> ofPartition = members.subList(mark, members.size());
    ofPartition.removeIf(member -> !seen.add(new OverlayKey(member)));
  }
}
