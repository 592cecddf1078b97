package dev.rollcall.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code message} listener that keeps its topics in memory, with faults on request. A connection
 * has a thread that reads, and one more for each topic it joins.
 */
public final class MessageServer implements AutoCloseable {
  private static final String MILLIS = "1700000000000-";

  private final ServerSocket listening;
  private final Map<String, List<String>> topics = new TreeMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile int cutAfterBytes;
  private final AtomicInteger cutsLeft = new AtomicInteger();
  private volatile boolean tellsPosition;
  private volatile Predicate<String> refused = text -> false;
  private volatile UnaryOperator<String> delivered = line -> line;
  private volatile @Nullable String trimmed;
  private volatile @Nullable String joinError;

  private MessageServer(ServerSocket listening) {
    this.listening = listening;
    daemon(this::accept).start();
  }

  public static MessageServer start() throws IOException {
    return new MessageServer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
  }

  public int port() {
    return listening.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** How many connections were cut on request so far. */
  public int cuts() {
    return cuts.get();
  }

  /** Cuts so many following connections, each in the midst of what is delivered to it. */
  public void cutAfter(int bytes, int times) {
    cutAfterBytes = bytes;
    cutsLeft.set(times);
  }

  /** Answers a join with the ID after which it begins. */
  public void tellPosition() {
    tellsPosition = true;
  }

  /** Answers with an error to texts like these. */
  public void refuse(Predicate<String> texts) {
    refused = texts;
  }

  /** Changes the lines that followers get; an empty one is left out. */
  public void deliver(UnaryOperator<String> change) {
    delivered = change;
  }

  /** Says, to whoever joins, that messages are gone: {@code FROM TO}. */
  public void trim(@Nullable String fromAndTo) {
    trimmed = fromAndTo;
  }

  /** Answers joins with an error; null ends that. */
  public void refuseJoins(@Nullable String error) {
    joinError = error;
  }

  /** Appends as a client would; returns the ID. */
  public String append(String topic, String text) {
    synchronized (topics) {
      List<String> texts = topics.computeIfAbsent(topic, name -> new ArrayList<>());
      texts.add(text);
      topics.notifyAll();
      return MILLIS + texts.size();
    }
  }

  /** All texts of a topic. */
  public List<String> texts(String topic) {
    synchronized (topics) {
      return List.copyOf(topics.getOrDefault(topic, List.of()));
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "message-server");
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        daemon(() -> serve(socket)).start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      List<Thread> joined = new ArrayList<>();
      for (String line = line(in); line != null; line = line(in)) {
        if (line.equalsIgnoreCase("exit")) {
          break;
        }
        answers.write((answer(line, socket, joined) + "\n").getBytes(UTF_8));
        if (in.available() == 0) {
          write(out, answers.toByteArray());
          answers.reset();
          // Deliveries come behind the answer to the join.
          joined.forEach(Thread::start);
          joined.clear();
        }
      }
      write(out, answers.toByteArray());
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    synchronized (out) {
      out.write(bytes);
    }
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
    }
    String text = line.toString(UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private String answer(String line, Socket socket, List<Thread> joined) {
    String[] words = line.split(" ", 3);
    return switch (words[0]) {
      case "/send" -> send(words[1], words.length > 2 ? words[2] : "");
      case "/join" -> join(words[1], words.length > 2 ? words[2] : null, socket, joined);
      case "/topics" -> listed();
      default -> send("messages", line).startsWith("OK") ? "ACK" : "ERROR TEXT not this one";
    };
  }

  private String send(String topic, String text) {
    return refused.test(text) ? "ERROR TEXT not this one" : "OK " + append(topic, text);
  }

  private String listed() {
    synchronized (topics) {
      return String.join("\n", topics.keySet()) + "\nOK " + topics.size();
    }
  }

  private String join(String topic, @Nullable String after, Socket socket, List<Thread> joined) {
    String error = joinError;
    if (error != null) {
      return "ERROR " + error;
    }
    int from = after == null ? texts(topic).size() : Integer.parseInt(sequence(after));
    joined.add(daemon(() -> follow(topic, from, socket)));
    String gap = trimmed;
    return "OK joined "
        + topic
        + (tellsPosition ? " " + MILLIS + from : "")
        + (gap == null ? "" : "\nTRIMMED " + gap + " " + topic);
  }

  private static String sequence(String id) {
    return id.contains("-") ? id.substring(id.indexOf('-') + 1) : "0";
  }

  private void follow(String topic, int from, Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      int cursor = from;
      long written = 0;
      while (!socket.isClosed()) {
        List<String> batch = await(topic, cursor);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (String text : batch) {
          cursor++;
          String line = delivered.apply(topic + " " + MILLIS + cursor + " " + text);
          lines.write((line.isEmpty() ? "" : line + "\n").getBytes(UTF_8));
        }
        if (written + lines.size() > cutAfterBytes
            && cutsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          cuts.incrementAndGet();
          out.write(lines.toByteArray(), 0, (int) (cutAfterBytes - written));
          socket.close();
          return;
        }
        written += lines.size();
        write(out, lines.toByteArray());
      }
    } catch (IOException | InterruptedException e) {
      // The client is gone.
    }
  }

  private List<String> await(String topic, int cursor) throws InterruptedException {
    synchronized (topics) {
      while (topics.getOrDefault(topic, List.of()).size() <= cursor) {
        topics.wait();
      }
      List<String> texts = texts(topic);
      return List.copyOf(texts.subList(cursor, texts.size()));
    }
  }
}
