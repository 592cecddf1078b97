package dev.rollcall.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The heap that a server keeps for each TLS connection that asked once and is now idle: live bytes
 * before and with the connections, both after a full collection.
 *
 * <pre>
 *   rollcall serve
 *   java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     dev.rollcall.e2e.IdleConnectionsBenchmark PID 44445 data/certs/ca.crt 2000
 * </pre>
 */
public final class IdleConnectionsBenchmark {
  private IdleConnectionsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    String pid = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    SSLContext trust = Wire.trusting(Path.of(arguments[2]));
    int connections = Integer.parseInt(arguments[3]);
    try (Wire first = Wire.tls(trust, port)) {
      first.send("warm\n").line();
    }
    long before = liveBytes(pid);
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Wire wire = Wire.tls(trust, port);
      wires.add(wire);
      if (!wire.send("x\n").line().startsWith("STRING ")) {
        throw new IllegalStateException("no answer on connection " + i);
      }
    }
    long with = liveBytes(pid);
    System.out.printf(
        "%d connections: %d bytes of heap each%n", connections, (with - before) / connections);
    for (Wire wire : wires) {
      wire.close();
    }
  }

  /** The last line of a class histogram, which collects garbage first, has the sum. */
  private static long liveBytes(String pid) throws IOException {
    Process jcmd = new ProcessBuilder("jcmd", pid, "GC.class_histogram").start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    String total = text.substring(text.lastIndexOf("Total")).trim();
    return Long.parseLong(total.split("\\s+", -1)[2]);
  }
}
