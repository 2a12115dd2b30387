package io.av4j.push;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one destination. Whoever fills it never waits: what the destination cannot take in
 * time is left out, pictures first, so that what remains can be decoded.
 *
 * <p>By the media time that waits: from 0.7 s on pictures that no other refers to are left out,
 * from 0.9 s on all up to the next keyframe, which is asked for; where sound waits 1.4 s, all
 * pictures in its way; beyond the bound all that is older than the newest keyframe, sound included.
 */
final class SendQueue {
  /** What was left out, and why. */
  record Drops(long outage, long disposable, long untilKey, long stale, long audio) {
    long congestion() {
      return disposable + untilKey + stale + audio;
    }
  }

  private static final long DROP_DISPOSABLE = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long DROP_TO_KEY = TimeUnit.MILLISECONDS.toNanos(900);
  // Behind pictures that do not get through, sound is not to wait longer than this.
  private static final long LONGEST_SOUND = TimeUnit.MILLISECONDS.toNanos(1400);
  private static final long LONGEST_EARLY = TimeUnit.SECONDS.toNanos(5);
  private static final long KEY_PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final long HEAD_START = TimeUnit.SECONDS.toNanos(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Coded> queue = new ArrayDeque<>();
  // Sound that came before the first picture of a connection; an encoder of pictures is slower.
  private final Deque<Coded> early = new ArrayDeque<>();
  private final long boundNanos;
  private final Runnable keyRequest;
  private final boolean h264;
  private long patience;
  private boolean open;
  private boolean ended;
  private boolean needsKey;
  private boolean fresh;
  // What the connection began with is late by no fault of its own, and counts as on time at first.
  private long headStart;
  private long headStartEnd;
  private long firstRefused = Long.MAX_VALUE;
  private long keyAsked = Long.MIN_VALUE;
  private long newestVideo;
  private long newestAudio;
  private long bytes;
  private long outage;
  private long disposable;
  private long untilKey;
  private long stale;
  private long audio;

  /**
   * @param keyRequest asks the encoder for a keyframe; does nothing where there is none
   */
  SendQueue(long boundNanos, boolean h264, Runnable keyRequest) {
    this.boundNanos = boundNanos;
    this.h264 = h264;
    this.keyRequest = keyRequest;
  }

  /**
   * Takes what comes, from the next keyframe on.
   *
   * @param begin what goes first, the newest keyframe and what came since; taken over
   */
  void open(boolean video, List<Coded> begin) {
    boolean waits = video && begin.isEmpty();
    lock.lock();
    try {
      clear();
      open = true;
      needsKey = waits;
      fresh = waits;
      begin.forEach(this::add);
      outage -= begin.stream().filter(item -> item.dtsNanos() >= firstRefused).count();
      firstRefused = Long.MAX_VALUE;
      headStart = queuedNanos();
      headStartEnd = System.nanoTime() + HEAD_START;
    } finally {
      lock.unlock();
    }
    if (waits) {
      askForKey();
    }
  }

  /** Lets media wait that much longer than it says above. */
  void setPatience(Duration longer) {
    lock.lock();
    try {
      patience = longer.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and all that comes. */
  void shut() {
    lock.lock();
    try {
      open = false;
      queue.forEach(this::refuse);
      clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes an item over, or drops and releases it. */
  void offer(Coded item) {
    boolean key = false;
    lock.lock();
    try {
      if (!open || ended) {
        refuse(item);
        item.release();
        return;
      }
      if (fresh && !item.video()) {
        hold(item);
      } else if (mayEnter(item)) {
        key = needsKey;
        add(item);
        if (fresh) {
          fresh = false;
          releaseEarly(item.dtsNanos());
        }
      } else {
        item.release();
        key = needsKey;
      }
    } finally {
      lock.unlock();
    }
    if (key) {
      askForKey();
    }
  }

  private void refuse(Coded item) {
    outage++;
    firstRefused = Math.min(firstRefused, item.dtsNanos());
  }

  private void add(Coded item) {
    if (item.video()) {
      newestVideo = item.dtsNanos();
    } else {
      newestAudio = item.dtsNanos();
    }
    queue.add(item);
    bytes += item.bytes();
    changed.signal();
  }

  private void hold(Coded item) {
    early.add(item);
    if (item.dtsNanos() - early.element().dtsNanos() > LONGEST_EARLY) {
      outage++;
      early.remove().release();
    }
  }

  /** Lets in the held sound that belongs behind the first picture, and drops the rest. */
  private void releaseEarly(long firstPicture) {
    for (Coded sound : early) {
      if (sound.dtsNanos() >= firstPicture) {
        add(sound);
      } else {
        outage++;
        sound.release();
      }
    }
    early.clear();
  }

  private boolean mayEnter(Coded item) {
    long waiting = waitingNanos(item) - patience;
    if (!item.video()) {
      if (waiting > 2 * boundNanos) {
        audio++;
        return false;
      }
      if (waiting > LONGEST_SOUND) {
        dropPictures();
      }
      return true;
    }
    if (item.key()) {
      if (Math.max(waiting, waitingNanos() - patience) > boundNanos) {
        drop(old -> old.dtsNanos() < item.dtsNanos());
      }
      needsKey = false;
      return true;
    }
    if (needsKey) {
      untilKey++;
      return false;
    }
    if (waiting > DROP_TO_KEY) {
      needsKey = true;
      untilKey++;
      return false;
    }
    if (waiting > DROP_DISPOSABLE && h264 && H264.isDisposable(item.packet().bytes())) {
      disposable++;
      return false;
    }
    return true;
  }

  /** Makes way for the sound: all pictures that wait, and those up to the next keyframe. */
  private void dropPictures() {
    int before = queue.size();
    drop(Coded::video);
    needsKey |= queue.size() < before;
  }

  private void drop(Predicate<Coded> which) {
    Iterator<Coded> all = queue.iterator();
    while (all.hasNext()) {
      Coded old = all.next();
      if (which.test(old)) {
        stale++;
        bytes -= old.bytes();
        old.release();
        all.remove();
      }
    }
  }

  private void askForKey() {
    long now = System.nanoTime();
    lock.lock();
    try {
      if (keyAsked != Long.MIN_VALUE && now - keyAsked < KEY_PAUSE) {
        return;
      }
      keyAsked = now;
    } finally {
      lock.unlock();
    }
    keyRequest.run();
  }

  /** The next item, for the caller to release; null if none came in that time. */
  @Nullable Coded take(long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (queue.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      Coded item = queue.poll();
      if (item != null) {
        bytes -= item.bytes();
      }
      if (queue.isEmpty()) {
        headStart = 0;
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** How much media of the item's kind waits in front of it. */
  private long waitingNanos(Coded item) {
    for (Coded waiting : queue) {
      if (waiting.video() == item.video()) {
        return item.dtsNanos() - waiting.dtsNanos() - headStart();
      }
    }
    return 0;
  }

  /** How much media waits: pictures or sound, whichever is more, without the head start. */
  long waitingNanos() {
    lock.lock();
    try {
      return Math.max(0, queuedNanos() - headStart());
    } finally {
      lock.unlock();
    }
  }

  private long queuedNanos() {
    long video = -1;
    long sound = -1;
    for (Coded waiting : queue) {
      if (waiting.video() && video < 0) {
        video = newestVideo - waiting.dtsNanos();
      } else if (!waiting.video() && sound < 0) {
        sound = newestAudio - waiting.dtsNanos();
      }
      if (video >= 0 && sound >= 0) {
        break;
      }
    }
    return Math.max(0, Math.max(video, sound));
  }

  private long headStart() {
    return System.nanoTime() - headStartEnd < 0 ? headStart : 0;
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  Drops drops() {
    lock.lock();
    try {
      return new Drops(outage, disposable, untilKey, stale, audio);
    } finally {
      lock.unlock();
    }
  }

  private void clear() {
    early.forEach(Coded::release);
    early.clear();
    queue.forEach(Coded::release);
    queue.clear();
    bytes = 0;
  }
}
