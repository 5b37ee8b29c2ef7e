"""What the user made: strokes, boxes, prompt; history, drawing to pixels, files. Numpy and cv2 only."""
