package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceIdentityTest {
  @TempDir Path directory;

  @Test
  void staysTheSameWhileNothingChanges() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    assertThat(SourceIdentity.of(file)).isEqualTo(SourceIdentity.of(file));
    assertThat(SourceIdentity.of(file).bytes()).isEqualTo(2);
  }

  @Test
  void differsAfterARewriteOfTheSameLengthOnceItHadSettled() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    SourceIdentity settled = SourceIdentity.settled(file);
    Files.writeString(file, "b\n");
    assertThat(SourceIdentity.of(file)).isNotEqualTo(settled);
  }

  @Test
  void differsEvenWhereTheTimeOfModificationIsSetBack() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    SourceIdentity settled = SourceIdentity.settled(file);
    FileTime modified = Files.getLastModifiedTime(file);
    Files.writeString(file, "b\n");
    Files.setLastModifiedTime(file, modified);
    assertThat(SourceIdentity.of(file).modifiedNanos()).isEqualTo(settled.modifiedNanos());
    assertThat(SourceIdentity.of(file)).isNotEqualTo(settled);
  }

  @Test
  void differsAfterAReplacementByRenaming() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    SourceIdentity before = SourceIdentity.of(file);
    Path next = Files.writeString(directory.resolve("next"), "b\n");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(SourceIdentity.of(file)).isNotEqualTo(before);
  }

  @Test
  void followsALinkThatIsPointedElsewhere() throws Exception {
    Path one = Files.writeString(directory.resolve("one"), "a\n");
    Path two = Files.writeString(directory.resolve("two"), "a\n");
    Path link = Files.createSymbolicLink(directory.resolve("link"), one);
    assertThat(SourceIdentity.of(link)).isEqualTo(SourceIdentity.of(one));
    Files.delete(link);
    Files.createSymbolicLink(link, two);
    assertThat(SourceIdentity.of(link)).isEqualTo(SourceIdentity.of(two));
  }

  @Test
  void isRecentForTheMomentInWhichAnotherChangeWouldGetTheSameTime() {
    Instant changed = Instant.parse("2001-02-03T04:05:06.007Z");
    long nanos = TimeUnit.MILLISECONDS.toNanos(changed.toEpochMilli());
    SourceIdentity identity = new SourceIdentity(1, 0, 1, nanos);
    assertThat(identity.recent(changed)).isTrue();
    assertThat(identity.recent(changed.plusMillis(19))).isTrue();
    assertThat(identity.recent(changed.plusMillis(21))).isFalse();
    assertThat(identity.recent(changed.minusSeconds(60))).isFalse();
  }

  @Test
  void isSettledAfterAMoment() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "a\n");
    SourceIdentity settled = SourceIdentity.settled(file);
    assertThat(settled).isEqualTo(SourceIdentity.of(file));
    assertThat(settled.recent(Instant.now())).isFalse();
  }

  @Test
  void isNotToBeHadOfAFileThatIsNotThere() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> SourceIdentity.of(missing)).isInstanceOf(NoSuchFileException.class);
  }
}
