package dev.rollcall.checker;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** One way in which a log can break its word: done once, at a random place, to a valid history. */
enum Fault {
  LOSES_AN_ACKNOWLEDGED_MESSAGE(Rule.LOST) {
    @Override
    void plant(History history, Random random) {
      String value = value(any(history.acknowledged().toList(), random));
      history.inLogs(log -> log.removeIf(entry -> entry.value().equals(value)));
    }
  },
  WRITES_A_MESSAGE_TWICE(Rule.DUPLICATED) {
    @Override
    void plant(History history, Random random) {
      String value = value(any(history.acknowledged().toList(), random));
      history.insertAfter(after(history, value, random), value);
    }
  },
  WRITES_AN_UNANSWERED_MESSAGE_TWICE(Rule.DUPLICATED) {
    @Override
    void plant(History history, Random random) {
      Predicate<Step> landed =
          step -> step.phase() == Phase.INFO && history.position(value(step)) >= 0;
      String value = value(any(history.steps().stream().filter(landed).toList(), random));
      history.insertAfter(after(history, value, random), value);
    }
  },
  ANSWERS_WITH_ANOTHER_ID(Rule.MISPLACED) {
    @Override
    void plant(History history, Random random) {
      int index = any(history.indexes(Fault::isAcknowledgement), random);
      String own = String.valueOf(history.steps().get(index).id());
      List<Entry> others =
          history.first().stream().filter(entry -> !entry.id().toString().equals(own)).toList();
      String id = any(others, random).id().toString();
      history.change(index, step -> History.withId(step, id));
    }
  },
  KEEPS_WHAT_IT_REFUSED(Rule.REFUSED_YET_PRESENT) {
    @Override
    void plant(History history, Random random) {
      int index = any(history.indexes(Fault::isAcknowledgement), random);
      history.change(index, step -> History.withPhase(step, Phase.FAIL));
    }
  },
  MAKES_UP_A_MESSAGE(Rule.MADE_UP) {
    @Override
    void plant(History history, Random random) {
      history.insertAfter(random.nextInt(history.first().size()), "never sent");
    }
  },
  LETS_IDS_FALL(Rule.DISORDER) {
    @Override
    void plant(History history, Random random) {
      int position = random.nextInt(history.first().size() - 1);
      history.inLogs(log -> Collections.swap(log, position, position + 1));
    }
  },
  TELLS_ONE_NODE_LESS(Rule.NODES_DIFFER) {
    @Override
    void plant(History history, Random random) {
      history.second().remove(random.nextInt(history.second().size()));
    }
  },
  TELLS_ONE_NODE_ANOTHER_ORDER(Rule.NODES_DIFFER) {
    @Override
    void plant(History history, Random random) {
      int position = random.nextInt(history.second().size() - 1);
      Entry here = history.second().get(position);
      Entry next = history.second().get(position + 1);
      history.second().set(position, new Entry(here.id(), next.value()));
      history.second().set(position + 1, new Entry(next.id(), here.value()));
    }
  },
  PUTS_A_LATER_MESSAGE_FIRST(Rule.REAL_TIME) {
    @Override
    void plant(History history, Random random) {
      Step early = any(history.acknowledged().limit(1_000).toList(), random);
      List<Step> later =
          history.steps().stream()
              .filter(step -> step.kind() == Kind.APPEND && step.phase() == Phase.INVOKE)
              .filter(step -> step.at() > early.at() && history.position(value(step)) >= 0)
              .toList();
      history.exchange(value(early), value(any(later, random)));
    }
  },
  PUTS_A_CONNECTIONS_LATER_MESSAGE_FIRST(Rule.SEND_ORDER) {
    @Override
    void plant(History history, Random random) {
      List<Step> appends = history.acknowledged().toList();
      Step one = any(appends, random);
      List<Step> others =
          appends.stream()
              .filter(step -> step.process().equals(one.process()) && !step.equals(one))
              .toList();
      if (others.isEmpty()) {
        plant(history, random);
      } else {
        history.exchange(value(one), value(any(others, random)));
      }
    }
  },
  SKIPS_A_MESSAGE_FOR_A_FOLLOWER(Rule.GAP) {
    @Override
    void plant(History history, Random random) {
      String follower = "follower-" + random.nextInt(4);
      List<Integer> items = history.indexes(step -> isItem(step) && isOf(step, follower));
      // A missing end is no gap, and neither is a missing beginning: it followed from now on.
      history.steps().remove((int) any(items.subList(1, items.size() - 1), random));
    }
  },
  SKIPS_A_MESSAGE_IN_A_READ(Rule.GAP) {
    @Override
    void plant(History history, Random random) {
      List<Integer> items = history.indexes(step -> isItem(step) && step.kind() == Kind.READ);
      int index = any(items, random);
      String read = history.steps().get(index).process();
      if (history.indexes(step -> isItem(step) && isOf(step, read)).stream()
          .anyMatch(item -> item > index)) {
        history.steps().remove(index);
      } else {
        plant(history, random);
      }
    }
  },
  CONCEALS_A_GAP(Rule.GAP) {
    @Override
    void plant(History history, Random random) {
      List<Integer> gaps =
          history.indexes(step -> step.phase() == Phase.TRIMMED && receivesAfter(history, step));
      history.steps().remove((int) any(gaps, random));
    }
  },
  SENDS_A_FOLLOWER_A_MESSAGE_AGAIN(Rule.REPEAT) {
    @Override
    void plant(History history, Random random) {
      int index = any(history.indexes(Fault::isFollowed), random);
      Step step = history.steps().get(index);
      long later = step.at() + 1 + random.nextInt(100);
      history.steps().add(History.withTime(step, later));
    }
  },
  SENDS_A_FOLLOWER_TWO_MESSAGES_IN_THE_WRONG_ORDER(Rule.SWAP) {
    @Override
    void plant(History history, Random random) {
      String follower = "follower-" + random.nextInt(4);
      List<Integer> steps = history.indexes(step -> isOf(step, follower));
      List<Integer> pairs =
          IntStream.range(0, steps.size() - 1)
              .filter(i -> isItem(history.steps().get(steps.get(i))))
              .filter(i -> isItem(history.steps().get(steps.get(i + 1))))
              .boxed()
              .toList();
      int pair = any(pairs, random);
      Step one = history.steps().get(steps.get(pair));
      Step two = history.steps().get(steps.get(pair + 1));
      history.steps().set(steps.get(pair), History.withTime(two, one.at()));
      history.steps().set(steps.get(pair + 1), History.withTime(one, two.at()));
    }
  },
  SENDS_A_FOLLOWER_WHAT_NOBODY_WROTE(Rule.FOREIGN) {
    @Override
    void plant(History history, Random random) {
      int index = any(history.indexes(Fault::isFollowed), random);
      history.change(index, step -> History.withValue(step, "never sent"));
    }
  },
  SENDS_A_FOLLOWER_ANOTHER_MESSAGE(Rule.FOREIGN) {
    @Override
    void plant(History history, Random random) {
      int index = any(history.indexes(Fault::isFollowed), random);
      String own = value(history.steps().get(index));
      List<Entry> others =
          history.first().stream().filter(entry -> !entry.value().equals(own)).toList();
      String value = any(others, random).value();
      history.change(index, step -> History.withValue(step, value));
    }
  },
  ENDS_A_READ_EARLY(Rule.STALE_READ) {
    @Override
    void plant(History history, Random random) {
      List<Step> ends =
          history.steps().stream()
              .filter(step -> step.kind() == Kind.READ && step.phase() == Phase.OK)
              .toList();
      String read = any(ends, random).process();
      Step invoke = history.steps().get(history.indexes(step -> isOf(step, read)).get(0));
      int known =
          history
              .acknowledged()
              .filter(step -> step.at() < invoke.at())
              .mapToInt(step -> history.position(value(step)))
              .max()
              .orElse(-1);
      Predicate<Step> item = step -> isItem(step) && isOf(step, read);
      if (history.steps().stream()
          .noneMatch(step -> item.test(step) && history.position(value(step)) == known)) {
        plant(history, random);
        return;
      }
      history.steps().removeIf(step -> item.test(step) && history.position(value(step)) >= known);
    }
  },
  ANSWERS_TWICE(Rule.RECORDING) {
    @Override
    void plant(History history, Random random) {
      Step step = history.steps().get(any(history.indexes(Fault::isAcknowledgement), random));
      history.steps().add(History.withTime(step, step.at() + 1));
    }
  },
  ANSWERS_UNASKED(Rule.RECORDING) {
    @Override
    void plant(History history, Random random) {
      String value = value(any(history.acknowledged().toList(), random));
      history.steps().removeIf(step -> step.phase() == Phase.INVOKE && value.equals(step.value()));
    }
  };

  private final Rule broken;

  Fault(Rule broken) {
    this.broken = broken;
  }

  /** The rule that it breaks; it may break others besides. */
  Rule broken() {
    return broken;
  }

  abstract void plant(History history, Random random);

  private static <T> T any(List<T> choice, Random random) {
    return choice.get(random.nextInt(choice.size()));
  }

  private static String value(Step step) {
    return String.valueOf(step.value());
  }

  private static int after(History history, String value, Random random) {
    int position = history.position(value);
    return position + random.nextInt(history.first().size() - position);
  }

  private static boolean isAcknowledgement(Step step) {
    return step.kind() == Kind.APPEND && step.phase() == Phase.OK;
  }

  private static boolean isItem(Step step) {
    return step.phase() == Phase.ITEM;
  }

  private static boolean isFollowed(Step step) {
    return isItem(step) && step.kind() == Kind.FOLLOW;
  }

  private static boolean isOf(Step step, String process) {
    return step.process().equals(process);
  }

  private static boolean receivesAfter(History history, Step gap) {
    return history.steps().stream()
        .anyMatch(step -> isItem(step) && isOf(step, gap.process()) && step.at() > gap.at());
  }
}
