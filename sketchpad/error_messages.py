"""The English sentences of errors and problems, by code; the window translates them."""

from __future__ import annotations

# code (or "code.reason") -> English sentence with {fields}. The only place where these sentences are written.
MESSAGES: dict[str, str] = {
    "error": "Something went wrong. The log file has the details; your drawing is safe.",
    # Project files
    "bad_document": "“{name}” could not be opened: the file is damaged. Try an older copy or a recovered drawing.",
    "bad_document.missing": "“{name}” is not there any more. Choose another file.",
    "bad_document.unreadable": "“{name}” could not be read. Check that you may open this file.",
    "bad_document.not_a_project": "“{name}” is not a Sketchpad drawing. Choose a .sketchpad, .svg or picture file.",
    "bad_document.not_a_file": "“{name}” is a pipe or a device and not a file, so it was not opened. Choose a file.",
    "bad_document.unsaid": "“{name}” does not say what made it. Leave that out of the new picture, too: --no-metadata.",
    "bad_document.too_large": "“{name}” is larger than any drawing Sketchpad makes, so it was not opened.",
    "bad_document.not_an_svg": "“{name}” is not an SVG drawing. Choose another file.",
    "bad_document.unsafe": "“{name}” contains entity definitions, which Sketchpad does not open. Save it as plain SVG.",
    "bad_document.empty": "“{name}” contains no lines that could be imported. Choose another file.",
    "bad_document.not_quickdraw": "“{name}” does not hold Quick, Draw! drawings. Choose another file.",
    "bad_document.not_styles": "“{name}” holds no styles. Choose a CSV file with the columns name and prompt.",
    "bad_document.too_many_bases": "“{name}” was not written: its pictures begin from more than {limit} others. "
    "Take some of the cells away first.",
    "bad_document.palette": "“{name}” is not a palette of GIMP, or has no colours. Choose another .gpl file.",
    "bad_document.needs_files": "“{name}” needs files that are neither where they were nor beside it: {needed}. "
    "Put them beside it and try again.",
    "bad_document.other_files": "“{name}” was made with other files than those that are here: {needed}. "
    "Put the right ones beside it and try again.",
    "newer_document": "“{name}” was made by a newer Sketchpad (format {version}; this one reads up to {supported}). "
    "Update Sketchpad to open it.",
    # Pictures
    "bad_picture": "“{name}” could not be read as a picture. Save it as PNG or JPEG and try again.",
    "bad_picture.missing": "“{name}” is not there any more. Choose another picture.",
    "bad_picture.unreadable": "“{name}” could not be read. Check that you may open this file.",
    "bad_picture.not_a_file": "“{name}” is a pipe or a device and not a file, so it was not opened. Choose a picture.",
    "bad_picture.format": "“{name}” is not a PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF picture. Save it as one of those.",
    "bad_picture.heif": "“{name}” is a HEIC photograph, and pillow-heif, which reads them, is not installed. "
    "Install it with “pip install pillow-heif”, or save the photograph as JPEG.",
    "bad_picture.damaged": "“{name}” is damaged or incomplete. Choose another picture.",
    "bad_picture.folder": "There is no drawing and no picture in the folder “{name}” itself. Drop the files you want.",
    "bad_picture.on_the_web": "“{name}” is on the web, and Sketchpad loads nothing from there. "
    "Copy the picture itself, or save it and drop the file.",
    "bad_picture.mask_size": "The mask “{name}” is {width} × {height} pixels, but the page is "
    "{page_width} × {page_height}. Give both the same size.",
    "bad_picture.mask_empty": "Nothing is light in the mask “{name}”, so nothing would change. Choose another one.",
    "bad_picture.mask_parts": "The mask “{name}” has too many small parts. Paint larger areas.",
    "bad_picture.no_lines": "No lines were found in “{name}”. Choose a picture with clear lines on a plain background.",
    "bad_picture.no_thing": "Nothing in “{name}” can be told from what is around it. Draw its outline, or ask for a "
    "white background.",
    "huge_picture": "“{name}” has {megapixels} megapixels; at most {limit} can be opened. "
    "Make it smaller and try again.",
    "huge_picture.unknown": "“{name}” has far more than the {limit} megapixels that can be opened. "
    "Make it smaller and try again.",
    # Writing
    "disk_full": "The disk is full, so “{name}” was not saved; the file as it was before is unharmed. "
    "Free some space and save again.",
    "disk_full.recovery": "The disk is full, so no copy of “{name}” could be written for recovery. Free some space, or "
    "save the drawing on another disk.",
    "cannot_write.recovery": "No copy of “{name}” could be written for recovery. Save the drawing often, and check "
    "that you may write in the folder “{folder}”.",
    "cannot_write": "“{name}” could not be written; the file as it was before is unharmed. "
    "Check that you may write in this folder, or save elsewhere.",
    "cannot_write.too_large": "“{name}” was not written, because it would be too large to be opened again; the file as "
    "it was before is unharmed. Take pictures, lines or words away and save again.",
    "cannot_write.protected": "“{name}” is write-protected, so it was left as it is. Save under another name, or allow "
    "changes to it first.",
    "cannot_write.no_room": "“{name}” was not changed: there is no room for more in it. Delete something first.",
    "damaged_gallery": "The gallery's database is damaged. It is put aside and made anew from the pictures.",
    # Settings
    "bad_setting": "{label} must be between {low} and {high}, but was {value}.",
    "bad_setting.multiple": "{label} must be a multiple of {step} between {low} and {high}, but was {value}.",
    "bad_setting.choice": "{label} cannot be “{value}”. Choose one of: {choices}.",
    # Models
    "weights_missing": "The model was not found in “{name}”. {how}",
    "weights_damaged": "The model “{name}” cannot be used: {reason}. Choose another model or get this one again.",
    "wrong_family": "“{name}” was made for {theirs}, but the model is {ours}. Choose one that was made for {ours}.",
    "wrong_family.unknown": "“{name}” was made for another model than this one. Choose one that fits.",
    "annotator_missing": "To see this in a picture Sketchpad needs a helper model: put it into “{folder}” as {file}. "
    "Drawings and finished control images work without it.",
    "annotator_missing.runtime": "To see this in a picture Sketchpad needs onnxruntime, which is not installed: "
    "pip install sketchpad[annotators]. Drawings and finished control images work without it.",
    "annotator_missing.none": "This control image cannot be made from a photograph. "
    "Choose a finished control image, or draw it.",
    "bad_lora": "“{name}” cannot be used as a LoRA. Choose another file.",
    "bad_lora.missing": "The LoRA “{name}” is not there any more. Choose another file or take it off the list.",
    "bad_lora.unreadable": "The LoRA “{name}” could not be read. Check that you may open this file.",
    "bad_lora.pickle": "“{name}” may contain a program, so it was not opened. Choose a LoRA as a .safetensors file.",
    "bad_lora.damaged": "The LoRA “{name}” is damaged or incomplete. Download it again.",
    "bad_lora.not_a_lora": "“{name}” is not a LoRA. Choose another file.",
    "bad_lora.kind": "“{name}” changes the model in a way that is not supported (neither LoRA nor LoHa, LoKr or DoRA). "
    "Choose another file.",
    "bad_lora.family": "“{name}” was made for {family}, but “{model}” is another kind of model. "
    "Choose a LoRA that fits it.",
    "bad_lora.foreign": "“{name}” was made for another kind of model: this one has no layer like “{detail}”. "
    "Choose a LoRA that fits it.",
    "unsupported_guidance": "This model cannot use {method}: it has no {missing}. Choose another method or model.",
    "out_of_memory": "There was not enough memory to make the picture. Choose a smaller size, let Sketchpad save "
    "memory in the preferences, or close other programs.",
    "not_finite": "The picture turned into invalid numbers at step {step}. Lower the strengths or the guidance scale, "
    "or choose another seed.",
    "full_precision": "At step {step} the picture turned into invalid numbers; it was finished in full precision.",
    "offloaded": "There was not enough memory; the picture was finished with less of the model on the device, slower.",
    "pull_skipped": "In step {step} the pull turned into invalid numbers and was left out. Lower the strength if the "
    "picture does not follow the lines.",
    "cluster": "The cluster could not be used.",
    "cluster.not_installed": "Making pictures on a cluster needs Ray: run `pip install sketchpad[cluster]`.",
    "cluster.unreachable": "Nobody answers at “{address}”. Check address and token, or make pictures on this computer.",
    "cluster.picture": "{detail}",
    "cluster.no_workers": "The cluster “{address}” has no processor to spare. Add a machine: `sketchpad cluster join`.",
    "cluster.busy": "All workers of the cluster “{address}” are in use. Wait until the other run is over, or make "
    "pictures on this computer.",
    "cluster.start": "The cluster could not be started: {detail} If this computer is in one already, end it with "
    "`sketchpad cluster stop` first.",
    "cluster.join": "This computer could not join the cluster: {detail}",
    "cluster.status": "This computer is in no cluster. Begin one: `sketchpad cluster start`.",
    "cluster.stop": "The cluster could not be ended: {detail}",
    "cluster.other_program": "The cluster “{address}” has another version of Sketchpad, or none. Install "
    "the same version on all.",
    "cluster.versions": "The cluster runs {theirs}, this computer {ours}. Install the same versions on both.",
    "cell_lost": "The machine that made this picture was lost, and others after it. Make it on this computer.",
    "cell_failed": "The cluster could not make this picture. Its log says why.",
    "bad_prompt": "The prompt cannot be read.",
    "bad_prompt.missing": "The folder wildcards has no file “{name}.txt” with choices. Correct the name.",
    "bad_prompt.loop": "A wildcard of the prompt names itself. Change its file.",
    "bad_prompt.too_long": "The choices of the prompt make it endlessly long. Take some out.",
    "no_progress": "Nothing happened for {seconds} seconds, so the picture was given up. Generate it again; where that "
    "does not help, save your drawing and start Sketchpad again.",
    # Comparisons
    "bad_matrix": "This comparison cannot be made. Choose other rows or columns.",
    "bad_matrix.mixed": "All rows of a comparison change the same thing, and so do all columns. Choose one for each.",
    "bad_matrix.twice": "This row or column is there already. Choose another value.",
    "bad_matrix.same_axis": "Rows and columns cannot both change the same thing. Choose something else for one.",
    "bad_matrix.text": "“{text}” was not understood as a row or column. Write it like the example in the field.",
    "bad_matrix.too_many": "A comparison has at most {limit} cells. Take a row or column away first.",
    "bad_matrix.branch": "A branch keeps the model, size, solver, steps and passes of the picture it leaves, and has "
    "each thing first or not as that has. Change only the prompt, the drawing or the methods.",
    "bad_matrix.step": "A branch can leave a picture after its steps 1 to {last}. Choose one of those.",
    # Downloads
    "needs_download": "This needs “{name}” ({size}, {licence}), which is not on this computer. Download it first.",
    "download": "“{name}” could not be downloaded. Try again later.",
    "download.offline": "“{name}” is not on this computer, and Sketchpad works offline. "
    "Switch offline mode off in the preferences to download it.",
    "download.no_network": "No connection to {host}. Check the network and try again.",
    "download.certificate": "The connection to {host} is not secure, so nothing was downloaded. "
    "Check the clock of this computer and its network.",
    "download.unsafe": "{host} leads to a place without a secure connection, so “{name}” was not downloaded.",
    "download.not_allowed": "{host} does not give out “{name}” without knowing who asks. "
    "Look at {page}, put a token into HF_TOKEN and start Sketchpad again.",
    "download.gated": "“{name}” is only for those who have accepted its licence. "
    "Accept it at {page}, put a token into HF_TOKEN and start Sketchpad again.",
    "download.gone": "“{name}” is not on {host} any more. Choose another model.",
    "download.no_version": "{host} does not have the version of “{name}” that Sketchpad knows any more. "
    "Choose another model or update Sketchpad.",
    "download.no_file": "{host} does not have the file {file} of “{name}”. Choose another model or update Sketchpad.",
    "download.changed": "{host} has another file {file} of “{name}” than the one that Sketchpad knows, so it was not "
    "downloaded. Choose another model or update Sketchpad.",
    "download.grown": "“{name}” on {host} has grown to {size}, far more than Sketchpad knows of, so it was not "
    "downloaded. Choose another model or update Sketchpad.",
    "download.busy": "{host} was asked too often from here. Wait some minutes and try again.",
    "download.server": "{host} has a fault of its own at the moment (status {status}). "
    "Try again later; what has arrived is kept.",
    "download.strange": "{host} gave an answer that Sketchpad does not understand, so “{name}” was not downloaded. "
    "Try again later.",
    "download.dropped": "The connection to {host} broke off at {done} of {total}. "
    "Try again; what has arrived is kept.",
    "download.range": "{host} would not go on with “{name}” where it stopped. Cancel the download and begin again.",
    "download.checksum": "The file {file} of “{name}” arrived damaged and was thrown away. "
    "Try again to fetch it anew.",
    "download.no_room": "“{name}” needs {needed} more, but only {free} are free on the disk with “{folder}”. "
    "Make room and try again.",
    "download.disk_full": "The disk became full at {done} of {total}. Make room and try again; "
    "what has arrived is kept.",
    "download.not_writable": "“{folder}” cannot be written, so “{name}” was not downloaded. "
    "Check that you may write there.",
    "download.locked": "Another program is downloading “{name}” just now. Wait until it is done.",
    "download.not_a_model": "“{name}” on {host} is no model that Sketchpad can use ({why}).",
    # Checks before a run
    "no_vae": "“{name}” comes without a VAE. Choose one beside the model.",
    "mask_without_picture": "The mask says what to repaint, but there is no picture to begin from. Choose one, "
    "or clear the mask.",
    "empty_mask": "Nothing of the page is masked. Paint the mask where the picture is to change, or clear it.",
    "empty_prompt": "Describe the picture in the prompt first.",
    "no_strokes": "This method follows lines: draw something first.",
    "all_ignored": "All lines are set to Ignore. Follow them all, or draw others.",
    "no_boxes": "This method needs boxes: drag one on the canvas and say what belongs in it.",
    "box_without_phrase": "A box says nothing yet: type what belongs in it.",
    "picture_unread": "The picture of the box “{phrase}” is not looked at: these gates read phrases only. "
    "Choose GLIGEN gates that read pictures, from the folder of their pipeline.",
    "too_many_boxes": "{count} boxes are drawn, but the model takes at most {limit}. Delete some.",
    "paint_unread": "The picture begins from this one, so the colour layer is not looked at. Remove one of the two.",
    "prompt_too_long": "The prompt is longer than the model reads; its end is ignored: “{ignored}”.",
    "empty_window": "Between its start and its end there is no whole step, so this method does nothing. "
    "Widen its share or take more steps.",
    "no_regions": "Segmentation has no region. Paint one, name a box, or skip Segmentation.",
    "no_poses": "Pose has no person. Add one, name a box after one, or skip Pose.",
    "no_person": "No box speaks of a person, so there is no pose to follow. "
    "Place a person with the pose tool, or name a box after one.",
    "no_class": "No box speaks of something this network knows, so there is nothing to follow. "
    "Paint a region, or name things by their plain names, like cat, house or tree.",
    "empty_region": "There is no “{region}” in the drawing, so this method does nothing. Choose where it counts.",
    "unknown_method": "There is no method called “{name}”.",
    "bad_size": "The size {width} × {height} does not fit this model. Choose multiples of {step}.",
    "unknown_words": "This model knows {count} things; not {words}.",
}
