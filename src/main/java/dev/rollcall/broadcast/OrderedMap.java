package dev.rollcall.broadcast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map in the order of its keys whose changes give another map and leave this one as it is; both
 * share what they have in common, so that a change costs the logarithm of the size. Immutable.
 *
 * <p>A weight-balanced tree (Nievergelt and Reingold 1973) with the parameters that Hirai and
 * Yamamoto proved right ("Balancing weight-balanced trees", 2011): neither side of a node weighs
 * more than three times the other. About 32 bytes of heap per key beside key and value.
 */
final class OrderedMap<K extends Comparable<K>, V> implements Iterable<Map.Entry<K, V>> {
  private static final int DELTA = 3;
  private static final int RATIO = 2;

  private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(null);

  /** A key with what is before and after it. Not a record: only the same node is equal. */
  private static final class Node<K, V> {
    final K key;
    final V value;
    final @Nullable Node<K, V> left;
    final @Nullable Node<K, V> right;
    final int size;

    Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.size = size(left) + size(right) + 1;
    }
  }

  private final @Nullable Node<K, V> root;

  private OrderedMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // Nothing in it that could be of a wrong type.
  static <K extends Comparable<K>, V> OrderedMap<K, V> empty() {
    return (OrderedMap<K, V>) EMPTY;
  }

  int size() {
    return size(root);
  }

  boolean isEmpty() {
    return root == null;
  }

  @Nullable V get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  boolean contains(K key) {
    return get(key) != null;
  }

  /** The smallest key; null without any. */
  @Nullable K first() {
    Node<K, V> node = root;
    while (node != null && node.left != null) {
      node = node.left;
    }
    return node == null ? null : node.key;
  }

  /** The largest key; null without any. */
  @Nullable K last() {
    Node<K, V> node = root;
    while (node != null && node.right != null) {
      node = node.right;
    }
    return node == null ? null : node.key;
  }

  /** This map with one value more, or another one. */
  OrderedMap<K, V> with(K key, V value) {
    return new OrderedMap<>(with(root, key, value));
  }

  /** This map without that key; this map itself where it is not in it. */
  OrderedMap<K, V> without(K key) {
    Node<K, V> rest = without(root, key);
    return rest == root ? this : new OrderedMap<>(rest);
  }

  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    return new Ascending<>(root, null);
  }

  /** What is at {@code from} and after it. */
  Iterable<Map.Entry<K, V>> from(K from) {
    return () -> new Ascending<>(root, from);
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static int weight(@Nullable Node<?, ?> node) {
    return size(node) + 1;
  }

  private static <K, V> Node<K, V> node(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(key, value, left, right);
  }

  private static <K extends Comparable<K>, V> Node<K, V> with(
      @Nullable Node<K, V> at, K key, V value) {
    if (at == null) {
      return node(key, value, null, null);
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return new Node<>(at.key, value, at.left, at.right);
    }
    return order < 0
        ? balanced(at.key, at.value, with(at.left, key, value), at.right)
        : balanced(at.key, at.value, at.left, with(at.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Node<K, V> without(
      @Nullable Node<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return joined(at.left, at.right);
    }
    if (order < 0) {
      Node<K, V> left = without(at.left, key);
      return left == at.left ? at : balanced(at.key, at.value, left, at.right);
    }
    Node<K, V> right = without(at.right, key);
    return right == at.right ? at : balanced(at.key, at.value, at.left, right);
  }

  /** Both sides of a node that goes. */
  private static <K, V> @Nullable Node<K, V> joined(
      @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    Node<K, V> next = right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next.key, next.value, left, withoutFirst(right));
  }

  private static <K, V> @Nullable Node<K, V> withoutFirst(Node<K, V> at) {
    return at.left == null ? at.right : balanced(at.key, at.value, withoutFirst(at.left), at.right);
  }

  /** A node of sides of which one has just grown or shrunk by one. */
  private static <K, V> Node<K, V> balanced(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (right != null && weight(right) > DELTA * weight(left)) {
      return weight(right.left) < RATIO * weight(right.right)
          ? turnedLeft(key, value, left, right)
          : turnedLeft(key, value, left, turnedRight(right));
    }
    if (left != null && weight(left) > DELTA * weight(right)) {
      return weight(left.right) < RATIO * weight(left.left)
          ? turnedRight(key, value, left, right)
          : turnedRight(key, value, turnedLeft(left), right);
    }
    return node(key, value, left, right);
  }

  private static <K, V> Node<K, V> turnedLeft(
      K key, V value, @Nullable Node<K, V> left, Node<K, V> right) {
    return node(right.key, right.value, node(key, value, left, right.left), right.right);
  }

  private static <K, V> Node<K, V> turnedLeft(Node<K, V> at) {
    return turnedLeft(at.key, at.value, at.left, Objects.requireNonNull(at.right));
  }

  private static <K, V> Node<K, V> turnedRight(
      K key, V value, Node<K, V> left, @Nullable Node<K, V> right) {
    return node(left.key, left.value, left.left, node(key, value, left.right, right));
  }

  private static <K, V> Node<K, V> turnedRight(Node<K, V> at) {
    return turnedRight(at.key, at.value, Objects.requireNonNull(at.left), at.right);
  }

  /** Goes through the keys upwards. */
  private static final class Ascending<K extends Comparable<K>, V>
      implements Iterator<Map.Entry<K, V>> {
    /** Nodes that come next, each before its right side; the next one on top. */
    private final Deque<Node<K, V>> path = new ArrayDeque<>();

    Ascending(@Nullable Node<K, V> root, @Nullable K from) {
      Node<K, V> node = root;
      while (node != null) {
        if (from == null || from.compareTo(node.key) <= 0) {
          path.push(node);
          node = node.left;
        } else {
          node = node.right;
        }
      }
    }

    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      if (path.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> node = path.pop();
      Node<K, V> more = node.right;
      while (more != null) {
        path.push(more);
        more = more.left;
      }
      return Map.entry(node.key, node.value);
    }
  }
}
