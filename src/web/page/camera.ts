/// <reference lib="dom" />

/** The camera, frame by frame. */
export class Camera {
  private video: HTMLVideoElement | undefined;

  get on(): boolean {
    return this.video !== undefined;
  }

  /** Hands over frame after frame, the next when the one before is done, until it is stopped. */
  async run(onFrame: (frame: ImageBitmap) => Promise<void>): Promise<void> {
    if (!navigator.mediaDevices) throw new Error('Browsers give the camera to https and localhost only');
    const video = document.createElement('video');
    this.video = video;
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, facingMode: 'environment' } });
      video.muted = true;
      video.playsInline = true;
      await video.play();
      while (this.video === video) {
        const frame = await createImageBitmap(video);
        await onFrame(frame);
        frame.close();
        await new Promise(requestAnimationFrame);
      }
    } finally {
      for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
      if (this.video === video) this.video = undefined;
    }
  }

  stop(): void {
    this.video = undefined;
  }
}
