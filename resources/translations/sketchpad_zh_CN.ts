<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>ABViewer</name>
    <message>
        <source>First picture</source>
        <translation>第一张图片</translation>
    </message>
    <message>
        <source>Second picture</source>
        <translation>第二张图片</translation>
    </message>
    <message>
        <source>Swap both (C)</source>
        <translation>交换两张（C）</translation>
    </message>
    <message>
        <source>Swap both</source>
        <translation>交换两张</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对比</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Sketchpad</source>
        <translation>关于 Sketchpad</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>Model: {name} {version}</source>
        <translation>模型：{name} {version}</translation>
    </message>
    <message>
        <source>Draw a sketch, say what it is, and watch a diffusion model turn it into a picture.</source>
        <translation>画一张草图，说说画的是什么，看扩散模型把它变成图片。</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Sketchpad itself is free software under the MIT licence. It stands on:</source>
        <translation>Sketchpad 本身是以 MIT 许可证发布的自由软件，并基于以下项目：</translation>
    </message>
    <message>
        <source>The sample drawings come from Quick, Draw! by Google, Creative Commons Attribution 4.0; see CREDITS.md for all sources.</source>
        <translation>示例画稿来自 Google 的 Quick, Draw!（知识共享署名 4.0）；全部来源见 CREDITS.md。</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>Begin with an empty drawing</source>
        <translation>从空白画稿开始</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a drawing, an SVG file or a picture with lines</source>
        <translation>打开画稿、SVG 文件或带线条的图片</translation>
    </message>
    <message>
        <source>Open sa&amp;mple…</source>
        <translation>打开示例(&amp;M)…</translation>
    </message>
    <message>
        <source>Choose one of the drawings that come with Sketchpad</source>
        <translation>从 Sketchpad 自带的画稿中选择</translation>
    </message>
    <message>
        <source>Recovered &amp;drawings…</source>
        <translation>恢复的画稿(&amp;D)…</translation>
    </message>
    <message>
        <source>Look at what was kept of drawings that no file holds</source>
        <translation>查看为未保存的画稿保留的内容</translation>
    </message>
    <message>
        <source>&amp;Import lines…</source>
        <translation>导入线条(&amp;I)…</translation>
    </message>
    <message>
        <source>Add the lines of a picture or an SVG file to the drawing</source>
        <translation>把图片或 SVG 文件中的线条加入画稿</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the drawing</source>
        <translation>保存画稿</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the drawing in another file</source>
        <translation>把画稿保存到其他文件</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>导出图片(&amp;E)…</translation>
    </message>
    <message>
        <source>Save the picture with its settings in the file</source>
        <translation>保存图片，并把设置写入文件</translation>
    </message>
    <message>
        <source>Export dra&amp;wing…</source>
        <translation>导出线稿(&amp;W)…</translation>
    </message>
    <message>
        <source>Save the lines as SVG, or with their colours as a picture</source>
        <translation>将线条保存为 SVG，或连同颜色保存为图片</translation>
    </message>
    <message>
        <source>Export &amp;comparison…</source>
        <translation>导出对比图(&amp;C)…</translation>
    </message>
    <message>
        <source>Save the pictures of the comparison as one sheet</source>
        <translation>把对比的图片保存为一张</translation>
    </message>
    <message>
        <source>Cop&amp;y picture</source>
        <translation>复制图片(&amp;Y)</translation>
    </message>
    <message>
        <source>Copy the picture to the clipboard</source>
        <translation>把图片复制到剪贴板</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Leave Sketchpad</source>
        <translation>退出 Sketchpad</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Add copied boxes and lines; of a picture, choose what it becomes</source>
        <translation>添加复制的方框和线条；如果是图片，可选择它的用途</translation>
    </message>
    <message>
        <source>Known &amp;words…</source>
        <translation>已知词语(&amp;W)…</translation>
    </message>
    <message>
        <source>Put words that the model knows into the prompt</source>
        <translation>把模型认识的词语放进提示词</translation>
    </message>
    <message>
        <source>Known words</source>
        <translation>已知词语</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>Make a picture of the drawing</source>
        <translation>用画稿生成图片</translation>
    </message>
    <message>
        <source>Generate at once</source>
        <translation>立即生成</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>All of the batch</source>
        <translation>整批图片</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Stop; the last step stays in sight</source>
        <translation>停止；最后一步仍会显示</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>Make the picture without guidance and with each method, from the same noise</source>
        <translation>从相同噪声出发，分别以无引导和各种方法生成图片</translation>
    </message>
    <message>
        <source>Best of se&amp;veral seeds…</source>
        <translation>从多个种子中选优(&amp;V)…</translation>
    </message>
    <message>
        <source>Make several pictures, and tell which one follows the drawing best</source>
        <translation>生成多张图片，并指出哪一张最贴合画稿</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Make a picture in few steps after every change, while you draw</source>
        <translation>边画边看：每次改动后，用很少的步数生成一张图片</translation>
    </message>
    <message>
        <source>Keep live &amp;picture</source>
        <translation>保留实时图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;No guidance</source>
        <translation>无引导(&amp;N)</translation>
    </message>
    <message>
        <source>Let the prompt alone decide</source>
        <translation>只由提示词决定</translation>
    </message>
    <message>
        <source>&amp;Begin from this picture</source>
        <translation>从此图片开始(&amp;B)</translation>
    </message>
    <message>
        <source>Change the picture in sight instead of beginning from noise alone</source>
        <translation>在当前图片的基础上修改，而不是只从噪声开始</translation>
    </message>
    <message>
        <source>Enlarge &amp;twice</source>
        <translation>放大两倍(&amp;T)</translation>
    </message>
    <message>
        <source>Make the picture in sight at twice its size, with sharp edges</source>
        <translation>把当前图片放大到两倍，边缘保持清晰</translation>
    </message>
    <message>
        <source>Use as reference picture</source>
        <translation>用作参考图片</translation>
    </message>
    <message>
        <source>Begin from a picture &amp;file…</source>
        <translation>从图片文件开始(&amp;F)…</translation>
    </message>
    <message>
        <source>Change a picture instead of beginning from noise alone</source>
        <translation>在一张图片的基础上修改，而不是只从噪声开始</translation>
    </message>
    <message>
        <source>Remove starting picture</source>
        <translation>移除起始图片</translation>
    </message>
    <message>
        <source>&amp;Add a LoRA…</source>
        <translation>添加 LoRA(&amp;A)…</translation>
    </message>
    <message>
        <source>Choose a small file that teaches the model a style or a thing</source>
        <translation>选择教会模型一种风格或事物的小文件</translation>
    </message>
    <message>
        <source>C&amp;hoose a VAE…</source>
        <translation>选择 VAE(&amp;H)…</translation>
    </message>
    <message>
        <source>Take another file for turning latents into pictures than the model&apos;s own</source>
        <translation>用另一个文件代替模型自带的 VAE，将潜变量解码为图像</translation>
    </message>
    <message>
        <source>Keep the methods and their settings under a name</source>
        <translation>以一个名称保存方法及其设置</translation>
    </message>
    <message>
        <source>Ne&amp;w seed</source>
        <translation>新种子(&amp;W)</translation>
    </message>
    <message>
        <source>Start from other noise the next time</source>
        <translation>下次从其他噪声开始</translation>
    </message>
    <message>
        <source>Loc&amp;k seed</source>
        <translation>锁定种子(&amp;K)</translation>
    </message>
    <message>
        <source>Keep the seed for the next pictures</source>
        <translation>后续图片沿用此种子</translation>
    </message>
    <message>
        <source>&amp;Use settings</source>
        <translation>使用设置(&amp;U)</translation>
    </message>
    <message>
        <source>Use ever&amp;ything</source>
        <translation>全部使用(&amp;Y)</translation>
    </message>
    <message>
        <source>Repeat e&amp;xactly</source>
        <translation>完全重复(&amp;X)</translation>
    </message>
    <message>
        <source>G&amp;allery…</source>
        <translation>图库(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Link zoom</source>
        <translation>联动缩放(&amp;L)</translation>
    </message>
    <message>
        <source>Drawing and result show the same place</source>
        <translation>画稿和结果显示同一位置</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>结果(&amp;R)</translation>
    </message>
    <message>
        <source>Show or hide the result</source>
        <translation>显示或隐藏结果</translation>
    </message>
    <message>
        <source>Side &amp;panel</source>
        <translation>侧栏(&amp;P)</translation>
    </message>
    <message>
        <source>Show or hide prompt, guidance and settings</source>
        <translation>显示或隐藏提示词、引导和设置</translation>
    </message>
    <message>
        <source>Histor&amp;y</source>
        <translation>历史(&amp;Y)</translation>
    </message>
    <message>
        <source>Put the live picture into the gallery</source>
        <translation>把实时图片放入图库</translation>
    </message>
    <message>
        <source>Export c&amp;ut-out…</source>
        <translation>导出抠图(&amp;U)…</translation>
    </message>
    <message>
        <source>Save only the thing of the picture, on a transparent ground</source>
        <translation>只保存图中的物体，背景透明</translation>
    </message>
    <message>
        <source>Export &amp;layers…</source>
        <translation>导出图层(&amp;L)…</translation>
    </message>
    <message>
        <source>Save sketch, boxes and picture as layers for other painting programs</source>
        <translation>将线稿、方框和图片保存为其他绘画软件的图层</translation>
    </message>
    <message>
        <source>&amp;Recent prompts…</source>
        <translation>最近的提示词(&amp;R)…</translation>
    </message>
    <message>
        <source>Choose one of the prompts that pictures were made of</source>
        <translation>选择曾用来生成图片的提示词</translation>
    </message>
    <message>
        <source>&amp;Styles…</source>
        <translation>风格(&amp;S)…</translation>
    </message>
    <message>
        <source>Put the words of a style into the prompts, or take them out</source>
        <translation>把一种风格的文字加入提示词，或去掉</translation>
    </message>
    <message>
        <source>&amp;Negative presets…</source>
        <translation>负面预设(&amp;N)…</translation>
    </message>
    <message>
        <source>Put words that keep common faults out into the negative prompt, or take them out</source>
        <translation>把排除常见毛病的文字加入负面提示词，或去掉</translation>
    </message>
    <message>
        <source>Save as s&amp;tyle…</source>
        <translation>存为风格(&amp;T)…</translation>
    </message>
    <message>
        <source>Keep prompt and negative prompt under a name; {prompt} stands for that of another drawing</source>
        <translation>以一个名称保存提示词和负面提示词；{prompt} 代表另一幅画的提示词</translation>
    </message>
    <message>
        <source>Save ne&amp;gative preset…</source>
        <translation>保存负面预设(&amp;G)…</translation>
    </message>
    <message>
        <source>Keep the negative prompt under a name</source>
        <translation>以一个名称保存负面提示词</translation>
    </message>
    <message>
        <source>&amp;Import styles…</source>
        <translation>导入风格(&amp;I)…</translation>
    </message>
    <message>
        <source>Take over a styles.csv of AUTOMATIC1111&apos;s web UI</source>
        <translation>读入 AUTOMATIC1111 网页界面的 styles.csv</translation>
    </message>
    <message>
        <source>End the picture that is being made, and make this one instead of putting it into the queue</source>
        <translation>结束正在生成的图片，立即生成这一张，而不放入队列</translation>
    </message>
    <message>
        <source>What waits to be made, in order</source>
        <translation>按顺序等待生成的图片</translation>
    </message>
    <message>
        <source>Look at the pictures that were made together</source>
        <translation>查看同一批生成的图片</translation>
    </message>
    <message>
        <source>Repaint a part of this</source>
        <translation>重绘此图片的一部分</translation>
    </message>
    <message>
        <source>Mask what is to change in the picture in sight; all else stays as it is</source>
        <translation>用蒙版标出当前图片中要改变的部分；其余保持不变</translation>
    </message>
    <message>
        <source>Make four more like the picture in sight, from noise near its own</source>
        <translation>从与当前图片相近的噪声再生成四张</translation>
    </message>
    <message>
        <source>Lay the picture in sight under the drawing, as its reference picture</source>
        <translation>把当前图片作为参考图放在线稿下面</translation>
    </message>
    <message>
        <source>Begin from noise alone</source>
        <translation>只从噪声开始</translation>
    </message>
    <message>
        <source>Save guidance p&amp;reset…</source>
        <translation>保存引导预设(&amp;R)…</translation>
    </message>
    <message>
        <source>Take over the settings and words that made this picture; can be undone</source>
        <translation>采用生成此图片的设置和文字；可以撤销</translation>
    </message>
    <message>
        <source>Use &amp;drawing</source>
        <translation>使用画稿(&amp;D)</translation>
    </message>
    <message>
        <source>Take over the drawing that this picture was made from; can be undone</source>
        <translation>采用生成此图片的画稿；可以撤销</translation>
    </message>
    <message>
        <source>Take over all that made this picture; can be undone</source>
        <translation>采用生成此图片的一切；可以撤销</translation>
    </message>
    <message>
        <source>Make the same picture once more</source>
        <translation>再次生成同一张图片</translation>
    </message>
    <message>
        <source>Look for pictures made before</source>
        <translation>查找以前生成的图片</translation>
    </message>
    <message>
        <source>Show or hide the newest pictures of the gallery</source>
        <translation>显示或隐藏图库中最新的图片</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>使用整个屏幕</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Choose, download and delete models</source>
        <translation>选择、下载和删除模型</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>首选项(&amp;F)…</translation>
    </message>
    <message>
        <source>Language, device, autosave, folders with models</source>
        <translation>语言、设备、自动保存、模型文件夹</translation>
    </message>
    <message>
        <source>&amp;Find a command…</source>
        <translation>查找命令(&amp;F)…</translation>
    </message>
    <message>
        <source>Everything the program can do, found by its name</source>
        <translation>按名称查找程序的所有功能</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>List all keys, and change them</source>
        <translation>列出并更改所有快捷键</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Show where the log file is</source>
        <translation>显示日志文件的位置</translation>
    </message>
    <message>
        <source>&amp;About Sketchpad</source>
        <translation>关于 Sketchpad(&amp;A)</translation>
    </message>
    <message>
        <source>Version, model and licences</source>
        <translation>版本、模型和许可证</translation>
    </message>
    <message>
        <source>Switch {method} on or off</source>
        <translation>开启或关闭 {method}</translation>
    </message>
    <message>
        <source>&amp;Changes</source>
        <translation>修改(&amp;C)</translation>
    </message>
    <message>
        <source>Show or hide the list of changes</source>
        <translation>显示或隐藏修改列表</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Begin nothing more by itself; what is being made goes on</source>
        <translation>不再自动开始新的图片；正在生成的继续</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Make what is chosen before the one above it</source>
        <translation>将所选项排到上一项之前</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>推后</translation>
    </message>
    <message>
        <source>Make what is chosen after the one below it</source>
        <translation>将所选项排到下一项之后</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take what is chosen off the queue</source>
        <translation>将所选项移出队列</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Bring back what was removed last</source>
        <translation>恢复最近移除的项</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>全部移除</translation>
    </message>
    <message>
        <source>Take everything off the queue</source>
        <translation>清空队列</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>Draw lines</source>
        <translation>画线条</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮(&amp;E)</translation>
    </message>
    <message>
        <source>Erase lines; the other end of a pen does so, too</source>
        <translation>擦除线条；压感笔的另一端也可以</translation>
    </message>
    <message>
        <source>&amp;Line</source>
        <translation>直线(&amp;L)</translation>
    </message>
    <message>
        <source>Draw straight lines</source>
        <translation>画直线</translation>
    </message>
    <message>
        <source>P&amp;olyline</source>
        <translation>折线(&amp;O)</translation>
    </message>
    <message>
        <source>Draw from corner to corner</source>
        <translation>逐点画折线</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>矩形(&amp;R)</translation>
    </message>
    <message>
        <source>Draw rectangles and squares</source>
        <translation>画矩形和正方形</translation>
    </message>
    <message>
        <source>Ell&amp;ipse</source>
        <translation>椭圆(&amp;I)</translation>
    </message>
    <message>
        <source>Draw ellipses and circles</source>
        <translation>画椭圆和圆</translation>
    </message>
    <message>
        <source>B&amp;ucket</source>
        <translation>油漆桶(&amp;U)</translation>
    </message>
    <message>
        <source>Fill what lines enclose</source>
        <translation>填充线条围住的地方</translation>
    </message>
    <message>
        <source>Select li&amp;nes</source>
        <translation>选择线条(&amp;N)</translation>
    </message>
    <message>
        <source>Select lines to move, scale, turn or copy them</source>
        <translation>选择线条以移动、缩放、旋转或复制</translation>
    </message>
    <message>
        <source>Lass&amp;o</source>
        <translation>套索(&amp;O)</translation>
    </message>
    <message>
        <source>Draw around lines to select them</source>
        <translation>圈选线条</translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation>方框(&amp;B)</translation>
    </message>
    <message>
        <source>Drag a box and type what goes there</source>
        <translation>拖出方框，输入里面是什么</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>选择(&amp;S)</translation>
    </message>
    <message>
        <source>Select, move and resize boxes</source>
        <translation>选择、移动方框，调整方框大小</translation>
    </message>
    <message>
        <source>P&amp;ose</source>
        <translation>姿势(&amp;O)</translation>
    </message>
    <message>
        <source>Place people and drag their joints</source>
        <translation>放置人物并拖动关节</translation>
    </message>
    <message>
        <source>Re&amp;gions</source>
        <translation>区域(&amp;G)</translation>
    </message>
    <message>
        <source>Paint what is where: sky, water, a person</source>
        <translation>标出各处是什么：天空、水、人</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>蒙版(&amp;M)</translation>
    </message>
    <message>
        <source>Paint over what is to change in a picture</source>
        <translation>涂抹图片中要改变的部分</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>Paint the colours that the picture begins from, under the lines</source>
        <translation>在线条下面涂上图片由之开始的颜色</translation>
    </message>
    <message>
        <source>Re&amp;ference</source>
        <translation>参考图(&amp;F)</translation>
    </message>
    <message>
        <source>Move and scale the reference picture</source>
        <translation>移动和缩放参考图</translation>
    </message>
    <message>
        <source>P&amp;age</source>
        <translation>页面(&amp;A)</translation>
    </message>
    <message>
        <source>Cut the page, or pull its edges outwards to paint more</source>
        <translation>裁剪页面，或向外拉动边缘以绘制更多内容</translation>
    </message>
    <message>
        <source>&amp;Hand</source>
        <translation>抓手(&amp;H)</translation>
    </message>
    <message>
        <source>Move the page; with any tool: Space and drag</source>
        <translation>移动页面；任何工具下都可按住空格拖动</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take the last change back</source>
        <translation>撤回上一步修改</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Do again what was undone</source>
        <translation>重做被撤销的修改</translation>
    </message>
    <message>
        <source>&amp;Clear drawing</source>
        <translation>清空画稿(&amp;C)</translation>
    </message>
    <message>
        <source>Remove all lines and boxes; can be undone</source>
        <translation>移除所有线条和方框；可以撤销</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Select all boxes; with a tool for lines, all lines</source>
        <translation>选择所有方框；使用线条工具时选择所有线条</translation>
    </message>
    <message>
        <source>Select &amp;nothing</source>
        <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>Deselect boxes and lines</source>
        <translation>取消选择方框和线条</translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation>缩小画笔(&amp;M)</translation>
    </message>
    <message>
        <source>Make pen or eraser finer; Ctrl+wheel does so, too</source>
        <translation>让画笔或橡皮更细；也可用 Ctrl+滚轮</translation>
    </message>
    <message>
        <source>&amp;Larger brush</source>
        <translation>放大画笔(&amp;L)</translation>
    </message>
    <message>
        <source>Make pen or eraser broader; Ctrl+wheel does so, too</source>
        <translation>让画笔或橡皮更粗；也可用 Ctrl+滚轮</translation>
    </message>
    <message>
        <source>&amp;Must follow</source>
        <translation>必须遵循(&amp;M)</translation>
    </message>
    <message>
        <source>The picture follows these lines; the selected ones, if there are any</source>
        <translation>图片遵循这些线条；若有选中的线条，则作用于它们</translation>
    </message>
    <message>
        <source>Follow &amp;loosely</source>
        <translation>大致遵循(&amp;L)</translation>
    </message>
    <message>
        <source>The picture follows these lines roughly</source>
        <translation>图片大致遵循这些线条</translation>
    </message>
    <message>
        <source>&amp;Ignore</source>
        <translation>忽略(&amp;I)</translation>
    </message>
    <message>
        <source>Lines that help the hand; the model does not see them</source>
        <translation>辅助线；模型看不到它们</translation>
    </message>
    <message>
        <source>Mirror left and &amp;right</source>
        <translation>左右镜像(&amp;R)</translation>
    </message>
    <message>
        <source>Draw on both sides of the middle at once</source>
        <translation>同时在中线两侧绘制</translation>
    </message>
    <message>
        <source>Mirror top and &amp;bottom</source>
        <translation>上下镜像(&amp;B)</translation>
    </message>
    <message>
        <source>Draw above and below the middle at once</source>
        <translation>同时在中线上下绘制</translation>
    </message>
    <message>
        <source>&amp;Steady hand</source>
        <translation>防抖(&amp;S)</translation>
    </message>
    <message>
        <source>The line follows the pointer as on a string</source>
        <translation>线条像被绳子牵着一样跟随指针</translation>
    </message>
    <message>
        <source>Pen &amp;pressure</source>
        <translation>笔压(&amp;P)</translation>
    </message>
    <message>
        <source>A pen&apos;s pressure changes the width of the line</source>
        <translation>笔的压力改变线条的宽度</translation>
    </message>
    <message>
        <source>Sm&amp;ooth lines</source>
        <translation>平滑线条(&amp;O)</translation>
    </message>
    <message>
        <source>Take the hand&apos;s jitter out of lines</source>
        <translation>去除线条中手的抖动</translation>
    </message>
    <message>
        <source>&amp;Add box</source>
        <translation>添加方框(&amp;A)</translation>
    </message>
    <message>
        <source>Put a box in the middle of the page and type what goes there</source>
        <translation>在页面中央放一个方框，并输入里面是什么</translation>
    </message>
    <message>
        <source>Edit p&amp;hrase</source>
        <translation>编辑短语(&amp;H)</translation>
    </message>
    <message>
        <source>Type what goes into the selected box</source>
        <translation>输入所选方框里是什么</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>复制一份(&amp;D)</translation>
    </message>
    <message>
        <source>Duplicate the selected boxes or lines</source>
        <translation>复制选中的方框或线条</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>删除(&amp;L)</translation>
    </message>
    <message>
        <source>Delete the selected boxes or lines</source>
        <translation>删除选中的方框或线条</translation>
    </message>
    <message>
        <source>&amp;Next box</source>
        <translation>下一个方框(&amp;N)</translation>
    </message>
    <message>
        <source>Select the next box</source>
        <translation>选择下一个方框</translation>
    </message>
    <message>
        <source>P&amp;revious box</source>
        <translation>上一个方框(&amp;R)</translation>
    </message>
    <message>
        <source>Select the previous box</source>
        <translation>选择上一个方框</translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation>左移</translation>
    </message>
    <message>
        <source>Move the selected boxes by 1 pixel, with Shift by 10</source>
        <translation>把所选方框移动 1 像素，加 Shift 移动 10 像素</translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation>右移</translation>
    </message>
    <message>
        <source>Nudge up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Nudge down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Nudge left by 10 pixels</source>
        <translation>左移 10 像素</translation>
    </message>
    <message>
        <source>Nudge right by 10 pixels</source>
        <translation>右移 10 像素</translation>
    </message>
    <message>
        <source>Nudge up by 10 pixels</source>
        <translation>上移 10 像素</translation>
    </message>
    <message>
        <source>Nudge down by 10 pixels</source>
        <translation>下移 10 像素</translation>
    </message>
    <message>
        <source>Make narrower</source>
        <translation>变窄</translation>
    </message>
    <message>
        <source>Move an edge of the selected boxes by 1 pixel, with Shift by 10</source>
        <translation>把所选方框的一条边移动 1 像素，加 Shift 移动 10 像素</translation>
    </message>
    <message>
        <source>Make wider</source>
        <translation>变宽</translation>
    </message>
    <message>
        <source>Make lower</source>
        <translation>变矮</translation>
    </message>
    <message>
        <source>Make higher</source>
        <translation>变高</translation>
    </message>
    <message>
        <source>Make narrower by 10 pixels</source>
        <translation>变窄 10 像素</translation>
    </message>
    <message>
        <source>Make wider by 10 pixels</source>
        <translation>变宽 10 像素</translation>
    </message>
    <message>
        <source>Make lower by 10 pixels</source>
        <translation>变矮 10 像素</translation>
    </message>
    <message>
        <source>Make higher by 10 pixels</source>
        <translation>变高 10 像素</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Show the page larger; the wheel zooms at the pointer</source>
        <translation>放大页面；滚轮以指针为中心缩放</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Show the page smaller; the wheel zooms at the pointer</source>
        <translation>缩小页面；滚轮以指针为中心缩放</translation>
    </message>
    <message>
        <source>&amp;Whole page</source>
        <translation>整页(&amp;W)</translation>
    </message>
    <message>
        <source>Fit the page into the window</source>
        <translation>让页面适合窗口</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>One picture pixel on one pixel of the screen</source>
        <translation>图片的一个像素对应屏幕的一个像素</translation>
    </message>
    <message>
        <source>&amp;Mirror the view</source>
        <translation>镜像视图(&amp;M)</translation>
    </message>
    <message>
        <source>Look at the drawing as in a mirror, to see its faults; it stays as it is</source>
        <translation>像照镜子一样看画稿以发现问题；画稿不变</translation>
    </message>
    <message>
        <source>Tur&amp;n the view left</source>
        <translation>视图左转(&amp;N)</translation>
    </message>
    <message>
        <source>Turn the page under the hand; the drawing stays as it is</source>
        <translation>转动手下的页面；画稿不变</translation>
    </message>
    <message>
        <source>T&amp;urn the view right</source>
        <translation>视图右转(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Straighten the view</source>
        <translation>视图复位(&amp;S)</translation>
    </message>
    <message>
        <source>Neither turned nor mirrored</source>
        <translation>不旋转也不镜像</translation>
    </message>
    <message>
        <source>Picture &amp;under the lines</source>
        <translation>图片在线条下方(&amp;U)</translation>
    </message>
    <message>
        <source>Show the picture beneath the drawing</source>
        <translation>把图片显示在画稿下方</translation>
    </message>
    <message>
        <source>Picture &amp;over the lines</source>
        <translation>图片在线条上方(&amp;O)</translation>
    </message>
    <message>
        <source>Show the picture above the drawing</source>
        <translation>把图片显示在画稿上方</translation>
    </message>
    <message>
        <source>&amp;Hide the picture</source>
        <translation>隐藏图片(&amp;H)</translation>
    </message>
    <message>
        <source>Show the drawing alone</source>
        <translation>只显示画稿</translation>
    </message>
    <message>
        <source>&amp;Peek at the picture</source>
        <translation>暂看图片(&amp;P)</translation>
    </message>
    <message>
        <source>Show the picture alone while the key is held</source>
        <translation>按住此键时只显示图片</translation>
    </message>
    <message>
        <source>Align &amp;left edges</source>
        <translation>左边缘对齐(&amp;L)</translation>
    </message>
    <message>
        <source>Align the left edges of the selected boxes; of one box, with the page</source>
        <translation>对齐所选方框的左边缘；只选一个时与页面对齐</translation>
    </message>
    <message>
        <source>Align &amp;centres</source>
        <translation>水平居中(&amp;C)</translation>
    </message>
    <message>
        <source>Put the selected boxes one above the other, centred</source>
        <translation>让所选方框上下居中排列</translation>
    </message>
    <message>
        <source>Align &amp;right edges</source>
        <translation>右边缘对齐(&amp;R)</translation>
    </message>
    <message>
        <source>Align the right edges of the selected boxes; of one box, with the page</source>
        <translation>对齐所选方框的右边缘；只选一个时与页面对齐</translation>
    </message>
    <message>
        <source>Align &amp;top edges</source>
        <translation>上边缘对齐(&amp;T)</translation>
    </message>
    <message>
        <source>Align the top edges of the selected boxes; of one box, with the page</source>
        <translation>对齐所选方框的上边缘；只选一个时与页面对齐</translation>
    </message>
    <message>
        <source>Align &amp;middles</source>
        <translation>垂直居中(&amp;M)</translation>
    </message>
    <message>
        <source>Put the selected boxes side by side at the same height</source>
        <translation>让所选方框在同一高度并排</translation>
    </message>
    <message>
        <source>Align &amp;bottom edges</source>
        <translation>下边缘对齐(&amp;B)</translation>
    </message>
    <message>
        <source>Align the bottom edges of the selected boxes; of one box, with the page</source>
        <translation>对齐所选方框的下边缘；只选一个时与页面对齐</translation>
    </message>
    <message>
        <source>Distribute &amp;across</source>
        <translation>水平均分(&amp;A)</translation>
    </message>
    <message>
        <source>Make the gaps between three or more boxes equal, from left to right</source>
        <translation>让三个以上方框从左到右间距相等</translation>
    </message>
    <message>
        <source>Distribute &amp;down</source>
        <translation>垂直均分(&amp;D)</translation>
    </message>
    <message>
        <source>Make the gaps between three or more boxes equal, from top to bottom</source>
        <translation>让三个以上方框从上到下间距相等</translation>
    </message>
    <message>
        <source>Bring to &amp;front</source>
        <translation>移到最前(&amp;F)</translation>
    </message>
    <message>
        <source>Put the selected boxes on top of all others</source>
        <translation>把所选方框放到所有方框之上</translation>
    </message>
    <message>
        <source>&amp;Raise</source>
        <translation>上移一层(&amp;R)</translation>
    </message>
    <message>
        <source>Put the selected boxes one place higher</source>
        <translation>把所选方框上移一层</translation>
    </message>
    <message>
        <source>&amp;Lower</source>
        <translation>下移一层(&amp;L)</translation>
    </message>
    <message>
        <source>Put the selected boxes one place lower</source>
        <translation>把所选方框下移一层</translation>
    </message>
    <message>
        <source>Send to &amp;back</source>
        <translation>移到最后(&amp;B)</translation>
    </message>
    <message>
        <source>Put the selected boxes beneath all others</source>
        <translation>把所选方框放到所有方框之下</translation>
    </message>
    <message>
        <source>&amp;Copy boxes or lines</source>
        <translation>复制方框或线条(&amp;C)</translation>
    </message>
    <message>
        <source>Copy what is selected; Paste puts it into any drawing, lines also into other programs</source>
        <translation>复制所选内容；可粘贴到任何画稿，线条还可粘贴到其他程序</translation>
    </message>
    <message>
        <source>Cu&amp;t boxes or lines</source>
        <translation>剪切方框或线条(&amp;T)</translation>
    </message>
    <message>
        <source>Copy what is selected and delete it here</source>
        <translation>复制所选内容并在此删除</translation>
    </message>
    <message>
        <source>&amp;Join to a group</source>
        <translation>编组(&amp;J)</translation>
    </message>
    <message>
        <source>The selected boxes are selected together; a second click means one</source>
        <translation>所选方框今后一起被选中；再次单击则只选其中一个</translation>
    </message>
    <message>
        <source>&amp;Dissolve the group</source>
        <translation>解散编组(&amp;D)</translation>
    </message>
    <message>
        <source>Each box is selected by itself again</source>
        <translation>每个方框重新单独选择</translation>
    </message>
    <message>
        <source>Loc&amp;k or unlock</source>
        <translation>锁定或解锁(&amp;K)</translation>
    </message>
    <message>
        <source>A locked box is not moved, resized or deleted by accident</source>
        <translation>锁定的方框不会被误移动、缩放或删除</translation>
    </message>
    <message>
        <source>Boxes take their &amp;lines along</source>
        <translation>方框带着线条移动(&amp;L)</translation>
    </message>
    <message>
        <source>Lines inside a box go along when it is moved or resized</source>
        <translation>移动或缩放方框时，其中的线条一起变化</translation>
    </message>
    <message>
        <source>&amp;Box around the lines</source>
        <translation>围绕线条建方框(&amp;B)</translation>
    </message>
    <message>
        <source>Make a box around the selected lines, or around the whole sketch</source>
        <translation>围绕所选线条（或整个草图）建一个方框</translation>
    </message>
    <message>
        <source>B&amp;oxes from the prompt</source>
        <translation>由提示词生成方框(&amp;O)</translation>
    </message>
    <message>
        <source>Make a box for each thing in the prompt that has none yet, to be placed</source>
        <translation>为提示词中还没有方框的事物各建一个方框，供您摆放</translation>
    </message>
    <message>
        <source>Boxes into the &amp;prompt</source>
        <translation>把方框写入提示词(&amp;P)</translation>
    </message>
    <message>
        <source>Add the phrases of all boxes to the prompt that are missing there</source>
        <translation>把提示词中缺少的方框短语加进去</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>网格(&amp;G)</translation>
    </message>
    <message>
        <source>Show a grid on the page; it is not part of the drawing</source>
        <translation>在页面上显示网格；不属于画稿</translation>
    </message>
    <message>
        <source>T&amp;hirds</source>
        <translation>三分线(&amp;H)</translation>
    </message>
    <message>
        <source>Show lines at the thirds of the page to compose by</source>
        <translation>显示构图用的三分线</translation>
    </message>
    <message>
        <source>&amp;Snap</source>
        <translation>吸附(&amp;S)</translation>
    </message>
    <message>
        <source>What is dragged snaps to edges and middles of page, boxes and lines; Ctrl while dragging: not</source>
        <translation>拖动时吸附到页面、方框和线条的边缘与中线；拖动中按住 Ctrl 则不吸附</translation>
    </message>
    <message>
        <source>Rul&amp;ers</source>
        <translation>标尺(&amp;E)</translation>
    </message>
    <message>
        <source>Show rulers at the edges of the canvas, in picture pixels</source>
        <translation>在画布边缘显示以图片像素为单位的标尺</translation>
    </message>
    <message>
        <source>Page si&amp;ze…</source>
        <translation>页面尺寸(&amp;Z)…</translation>
    </message>
    <message>
        <source>Crop, extend or scale the page</source>
        <translation>裁剪、扩展或缩放页面</translation>
    </message>
    <message>
        <source>Can&amp;vas only</source>
        <translation>只显示画布(&amp;V)</translation>
    </message>
    <message>
        <source>The whole screen for the drawing, without panels; again to return</source>
        <translation>整个屏幕用于绘画，隐藏面板；再按返回</translation>
    </message>
    <message>
        <source>Layout pa&amp;nel</source>
        <translation>布局面板(&amp;N)</translation>
    </message>
    <message>
        <source>Show or hide the list of boxes, the checks and what the model sees</source>
        <translation>显示或隐藏方框列表、检查和模型所见</translation>
    </message>
    <message>
        <source>Layers and re&amp;ference picture</source>
        <translation>图层与参考图(&amp;F)</translation>
    </message>
    <message>
        <source>Show the list of layers, and what is made of the reference picture</source>
        <translation>显示图层列表，以及参考图被转换成什么</translation>
    </message>
    <message>
        <source>Checks of the layo&amp;ut</source>
        <translation>布局检查(&amp;U)</translation>
    </message>
    <message>
        <source>Show what in this layout the model could misunderstand, with remedies</source>
        <translation>显示布局中模型可能误解之处及改法</translation>
    </message>
    <message>
        <source>&amp;What the model sees</source>
        <translation>模型所见(&amp;W)</translation>
    </message>
    <message>
        <source>Show the maps that each method gets, at the model&apos;s resolution</source>
        <translation>按模型的分辨率显示每种方法得到的图</translation>
    </message>
    <message>
        <source>Show or &amp;hide the layer</source>
        <translation>显示或隐藏图层(&amp;H)</translation>
    </message>
    <message>
        <source>A hidden layer is neither seen nor told to the model</source>
        <translation>隐藏的图层不会显示，也不会传给模型</translation>
    </message>
    <message>
        <source>Loc&amp;k or unlock the layer</source>
        <translation>锁定或解锁图层(&amp;K)</translation>
    </message>
    <message>
        <source>What lies on a locked layer is not changed by accident</source>
        <translation>锁定图层上的内容不会被误改</translation>
    </message>
    <message>
        <source>&amp;Raise the layer</source>
        <translation>上移图层(&amp;R)</translation>
    </message>
    <message>
        <source>Put the layer one place higher</source>
        <translation>把图层上移一位</translation>
    </message>
    <message>
        <source>&amp;Lower the layer</source>
        <translation>下移图层(&amp;L)</translation>
    </message>
    <message>
        <source>Put the layer one place lower</source>
        <translation>把图层下移一位</translation>
    </message>
    <message>
        <source>&amp;New layer</source>
        <translation>新建图层(&amp;N)</translation>
    </message>
    <message>
        <source>One more layer of lines or of colour, just above this one</source>
        <translation>在此图层上方再加一个线条或颜色图层</translation>
    </message>
    <message>
        <source>&amp;Duplicate the layer</source>
        <translation>复制图层(&amp;D)</translation>
    </message>
    <message>
        <source>The same once more on a layer of its own</source>
        <translation>把同样的内容放到另一个图层上</translation>
    </message>
    <message>
        <source>Merge do&amp;wn</source>
        <translation>向下合并(&amp;W)</translation>
    </message>
    <message>
        <source>Make one layer of this one and the next lower one of its kind</source>
        <translation>把此图层与下方同类的图层合成一个</translation>
    </message>
    <message>
        <source>Rena&amp;me the layer…</source>
        <translation>重命名图层(&amp;M)…</translation>
    </message>
    <message>
        <source>Give the layer a name of its own</source>
        <translation>给图层起一个名字</translation>
    </message>
    <message>
        <source>Delete the la&amp;yer</source>
        <translation>删除图层(&amp;Y)</translation>
    </message>
    <message>
        <source>Remove the layer and what is on it; can be undone</source>
        <translation>删除图层及其内容；可以撤销</translation>
    </message>
    <message>
        <source>Place reference &amp;picture…</source>
        <translation>放置参考图(&amp;P)…</translation>
    </message>
    <message>
        <source>Lay a picture under the drawing, to trace it or to steer by it</source>
        <translation>在画稿下方放一张图片，用于描摹或引导生成</translation>
    </message>
    <message>
        <source>Paste as re&amp;ference picture</source>
        <translation>粘贴为参考图(&amp;F)</translation>
    </message>
    <message>
        <source>Lay the copied picture under the drawing</source>
        <translation>把复制的图片放在画稿下方</translation>
    </message>
    <message>
        <source>Fit the reference picture to the pa&amp;ge</source>
        <translation>使参考图适合页面(&amp;G)</translation>
    </message>
    <message>
        <source>Make the reference picture as large as the page has room for</source>
        <translation>把参考图放到页面容得下的最大尺寸</translation>
    </message>
    <message>
        <source>Re&amp;move the reference picture</source>
        <translation>移除参考图(&amp;M)</translation>
    </message>
    <message>
        <source>Take the reference picture away; can be undone</source>
        <translation>移除参考图；可以撤销</translation>
    </message>
    <message>
        <source>Reference picture as &amp;strokes</source>
        <translation>参考图转为线条(&amp;S)</translation>
    </message>
    <message>
        <source>Make strokes of the reference picture&apos;s lines, to edit them</source>
        <translation>把参考图中的线条变成可编辑的笔画</translation>
    </message>
    <message>
        <source>As strokes</source>
        <translation>转为线条</translation>
    </message>
    <message>
        <source>Reference picture as &amp;control image</source>
        <translation>参考图作为控制图(&amp;C)</translation>
    </message>
    <message>
        <source>Turn ControlNet on with what the reference picture is made into</source>
        <translation>以参考图转换成的图像开启 ControlNet</translation>
    </message>
    <message>
        <source>As control image</source>
        <translation>作为控制图</translation>
    </message>
    <message>
        <source>Paint colours with a &amp;brush</source>
        <translation>用笔刷上色(&amp;B)</translation>
    </message>
    <message>
        <source>Paint colours as with a brush</source>
        <translation>像用笔刷一样上色</translation>
    </message>
    <message>
        <source>&amp;Fill with colour</source>
        <translation>填充颜色(&amp;F)</translation>
    </message>
    <message>
        <source>Click a place between lines to fill it</source>
        <translation>单击线条之间的一处来填充</translation>
    </message>
    <message>
        <source>&amp;Take a colour</source>
        <translation>取色(&amp;T)</translation>
    </message>
    <message>
        <source>Click a colour in sight to paint with it; Alt does so, too</source>
        <translation>单击看到的颜色，用它来画；按住 Alt 也可以</translation>
    </message>
    <message>
        <source>&amp;Erase paint</source>
        <translation>擦除颜料(&amp;E)</translation>
    </message>
    <message>
        <source>Take paint away; lines stay</source>
        <translation>擦去颜料；线条保留</translation>
    </message>
    <message>
        <source>&amp;Multiply</source>
        <translation>正片叠底(&amp;M)</translation>
    </message>
    <message>
        <source>Paint darkens what lies below it instead of covering it</source>
        <translation>颜料使下面变暗，而不是盖住它</translation>
    </message>
    <message>
        <source>Choose &amp;colour…</source>
        <translation>选择颜色(&amp;C)…</translation>
    </message>
    <message>
        <source>Palettes, recent colours, opacity</source>
        <translation>调色板、最近的颜色、不透明度</translation>
    </message>
    <message>
        <source>&amp;Other colour…</source>
        <translation>其他颜色(&amp;O)…</translation>
    </message>
    <message>
        <source>Mix any colour</source>
        <translation>调配任意颜色</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Take the colours of a .gpl file</source>
        <translation>使用 .gpl 文件中的颜色</translation>
    </message>
    <message>
        <source>&amp;Put the picture onto the page</source>
        <translation>把图片放到画纸上(&amp;P)</translation>
    </message>
    <message>
        <source>Paint on the picture in sight, and begin the next one from it</source>
        <translation>在当前图片上绘画，下一张图片由它开始</translation>
    </message>
    <message>
        <source>&amp;Remove all paint</source>
        <translation>移除所有颜料(&amp;R)</translation>
    </message>
    <message>
        <source>Take all paint away; can be undone</source>
        <translation>去掉所有颜料；可以撤销</translation>
    </message>
    <message>
        <source>&amp;Add person</source>
        <translation>添加人物(&amp;A)</translation>
    </message>
    <message>
        <source>Put somebody standing on the page, beside those who are there</source>
        <translation>在页面上放一个站立的人，在已有的人旁边</translation>
    </message>
    <message>
        <source>Make &amp;pose of box</source>
        <translation>由方框生成姿势(&amp;P)</translation>
    </message>
    <message>
        <source>Put somebody standing into the selected boxes, or into all that name a person</source>
        <translation>在所选方框中放站立的人；未选时，在所有写着人的方框中放</translation>
    </message>
    <message>
        <source>&amp;Mirror people</source>
        <translation>镜像人物(&amp;M)</translation>
    </message>
    <message>
        <source>What the left hand did, the right one does</source>
        <translation>左手的动作换成右手来做</translation>
    </message>
    <message>
        <source>Turn people &amp;left</source>
        <translation>人物左转(&amp;L)</translation>
    </message>
    <message>
        <source>Turn the selected people by five degrees</source>
        <translation>将所选人物旋转五度</translation>
    </message>
    <message>
        <source>Turn people &amp;right</source>
        <translation>人物右转(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Hide or show joint</source>
        <translation>隐藏或显示关节(&amp;H)</translation>
    </message>
    <message>
        <source>A hidden joint is not told to the model: it is out of sight</source>
        <translation>隐藏的关节不会传给模型，视为被遮挡</translation>
    </message>
    <message>
        <source>Paint regions with a &amp;brush</source>
        <translation>用画刷画区域(&amp;B)</translation>
    </message>
    <message>
        <source>Paint regions as with a pen</source>
        <translation>像用笔一样画区域</translation>
    </message>
    <message>
        <source>&amp;Fill regions</source>
        <translation>填充区域(&amp;F)</translation>
    </message>
    <message>
        <source>Click a place to fill it, or draw around one</source>
        <translation>单击一处即填充，或围着它画一圈</translation>
    </message>
    <message>
        <source>&amp;Erase regions</source>
        <translation>擦除区域(&amp;E)</translation>
    </message>
    <message>
        <source>Take away what regions cover; the drawing stays</source>
        <translation>擦去区域；线条保留</translation>
    </message>
    <message>
        <source>Choose &amp;class…</source>
        <translation>选择类别(&amp;C)…</translation>
    </message>
    <message>
        <source>Say what the regions to come show</source>
        <translation>说明接下来画的区域是什么</translation>
    </message>
    <message>
        <source>Class of the selected bo&amp;x</source>
        <translation>所选方框的类别(&amp;X)</translation>
    </message>
    <message>
        <source>Paint regions of what the selected box speaks of</source>
        <translation>画所选方框所说之物的区域</translation>
    </message>
    <message>
        <source>Fill the &amp;rest</source>
        <translation>填充其余(&amp;R)</translation>
    </message>
    <message>
        <source>Fill all of the page that no region covers</source>
        <translation>填充页面上没有区域的所有地方</translation>
    </message>
    <message>
        <source>Region &amp;of box</source>
        <translation>方框变区域(&amp;O)</translation>
    </message>
    <message>
        <source>Fill the selected boxes, each with what its phrase names</source>
        <translation>填充所选方框，各用其短语所指的类别</translation>
    </message>
    <message>
        <source>Box o&amp;f region</source>
        <translation>区域变方框(&amp;F)</translation>
    </message>
    <message>
        <source>Make a box around the region under the pointer, or around all of the class</source>
        <translation>在指针下的区域周围画方框；没有时，围住该类别的全部</translation>
    </message>
    <message>
        <source>Remove all re&amp;gions</source>
        <translation>移除所有区域(&amp;G)</translation>
    </message>
    <message>
        <source>Take all regions away; can be undone</source>
        <translation>移除所有区域；可以撤销</translation>
    </message>
    <message>
        <source>Paint the mask with a &amp;brush</source>
        <translation>用画笔绘制蒙版(&amp;B)</translation>
    </message>
    <message>
        <source>Paint over what is to change</source>
        <translation>涂抹要改变的部分</translation>
    </message>
    <message>
        <source>Mask with a &amp;lasso</source>
        <translation>用套索绘制蒙版(&amp;L)</translation>
    </message>
    <message>
        <source>Draw around what is to change, or click a place between lines</source>
        <translation>圈出要改变的部分，或单击线条之间的区域</translation>
    </message>
    <message>
        <source>Mask with a &amp;rectangle</source>
        <translation>用矩形绘制蒙版(&amp;R)</translation>
    </message>
    <message>
        <source>Drag a rectangle over what is to change</source>
        <translation>在要改变的部分上拖出矩形</translation>
    </message>
    <message>
        <source>&amp;Erase the mask</source>
        <translation>擦除蒙版(&amp;E)</translation>
    </message>
    <message>
        <source>Take away what the mask covers; the drawing stays</source>
        <translation>擦去蒙版覆盖的部分；画稿保持不变</translation>
    </message>
    <message>
        <source>Mask b&amp;oxes</source>
        <translation>蒙版覆盖方框(&amp;O)</translation>
    </message>
    <message>
        <source>Mask the selected boxes, or all of them</source>
        <translation>将选中的方框加入蒙版；未选中时加入全部方框</translation>
    </message>
    <message>
        <source>Mask re&amp;gion</source>
        <translation>蒙版覆盖区域(&amp;G)</translation>
    </message>
    <message>
        <source>Mask all that is painted of the class in hand</source>
        <translation>将当前类别的所有区域加入蒙版</translation>
    </message>
    <message>
        <source>Mask the selected li&amp;nes</source>
        <translation>蒙版覆盖所选线条(&amp;N)</translation>
    </message>
    <message>
        <source>Mask the selected lines and what they enclose</source>
        <translation>将所选线条及其围成的部分加入蒙版</translation>
    </message>
    <message>
        <source>&amp;Invert the mask</source>
        <translation>反转蒙版(&amp;I)</translation>
    </message>
    <message>
        <source>Change what was kept, and keep what was to change</source>
        <translation>改变原先保留的部分，保留原先要改变的部分</translation>
    </message>
    <message>
        <source>Paint the masked part &amp;alone</source>
        <translation>仅绘制蒙版区域(&amp;A)</translation>
    </message>
    <message>
        <source>At the size that the model was trained for: finer where the part is small</source>
        <translation>以模型训练时的尺寸绘制：部分较小时更精细</translation>
    </message>
    <message>
        <source>Gro&amp;w the mask</source>
        <translation>扩展蒙版(&amp;W)</translation>
    </message>
    <message>
        <source>Make the mask larger on all sides</source>
        <translation>使蒙版向四周扩大</translation>
    </message>
    <message>
        <source>&amp;Shrink the mask</source>
        <translation>收缩蒙版(&amp;S)</translation>
    </message>
    <message>
        <source>Make the mask smaller on all sides</source>
        <translation>使蒙版向内缩小</translation>
    </message>
    <message>
        <source>So&amp;fter edge of the mask</source>
        <translation>蒙版边缘更柔和(&amp;F)</translation>
    </message>
    <message>
        <source>Let the new picture pass into the old one more slowly</source>
        <translation>让新图片更平缓地过渡到旧图片</translation>
    </message>
    <message>
        <source>&amp;Harder edge of the mask</source>
        <translation>蒙版边缘更锐利(&amp;H)</translation>
    </message>
    <message>
        <source>Let the new picture pass into the old one more quickly</source>
        <translation>让新图片更快地过渡到旧图片</translation>
    </message>
    <message>
        <source>&amp;Clear the mask</source>
        <translation>清除蒙版(&amp;C)</translation>
    </message>
    <message>
        <source>Take the mask away; can be undone</source>
        <translation>去除蒙版；可撤销</translation>
    </message>
    <message>
        <source>&amp;Use this page</source>
        <translation>使用此页面(&amp;U)</translation>
    </message>
    <message>
        <source>Cut the page, or make it larger and mask what is new</source>
        <translation>裁剪页面，或扩大页面并将新的部分加入蒙版</translation>
    </message>
    <message>
        <source>Lea&amp;ve the page as it is</source>
        <translation>保持页面不变(&amp;V)</translation>
    </message>
    <message>
        <source>Put the edges back</source>
        <translation>将边缘复位</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整张图片</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Export sheet…</source>
        <translation>导出对比图…</translation>
    </message>
    <message>
        <source>Export steps as animation…</source>
        <translation>将步骤导出为动画…</translation>
    </message>
    <message>
        <source>Export decision record…</source>
        <translation>导出决策记录…</translation>
    </message>
    <message>
        <source>Export bundle…</source>
        <translation>导出对比包…</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>重新对比</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>All cells</source>
        <translation>全部格子</translation>
    </message>
    <message>
        <source>One cell</source>
        <translation>单独一格</translation>
    </message>
    <message>
        <source>Swipe between two</source>
        <translation>在两张之间滑动</translation>
    </message>
    <message>
        <source>Difference of two</source>
        <translation>两张的差异</translation>
    </message>
    <message>
        <source>Sketch and boxes over the pictures</source>
        <translation>在图片上显示草图和方框</translation>
    </message>
    <message>
        <source>Lines matched, missed and invented</source>
        <translation>吻合、缺失和多余的线条</translation>
    </message>
    <message>
        <source>Overlay fainter</source>
        <translation>叠加层变淡</translation>
    </message>
    <message>
        <source>Overlay stronger</source>
        <translation>叠加层变浓</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>One step on</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>Play the steps</source>
        <translation>播放各步</translation>
    </message>
    <message>
        <source>Next cell</source>
        <translation>下一格</translation>
    </message>
    <message>
        <source>Previous cell</source>
        <translation>上一格</translation>
    </message>
    <message>
        <source>Compare others with this cell</source>
        <translation>与这一格对比</translation>
    </message>
    <message>
        <source>Swap both pictures</source>
        <translation>交换两张图片</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>淘汰</translation>
    </message>
    <message>
        <source>Use picture and settings</source>
        <translation>使用图片和设置</translation>
    </message>
    <message>
        <source>Branch from a step…</source>
        <translation>从某一步分支…</translation>
    </message>
    <message>
        <source>Make again</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Stop this cell</source>
        <translation>停止这一格</translation>
    </message>
    <message>
        <source>Remove cell</source>
        <translation>移除这一格</translation>
    </message>
    <message>
        <source>Bring removed cells back</source>
        <translation>恢复移除的格子</translation>
    </message>
    <message>
        <source>Choose blind…</source>
        <translation>盲选…</translation>
    </message>
    <message>
        <source>Best of several seeds…</source>
        <translation>从多个种子中选优…</translation>
    </message>
    <message>
        <source>Guidance over time</source>
        <translation>引导随步数的变化</translation>
    </message>
    <message>
        <source>Copy tracks of guidance</source>
        <translation>复制引导曲线</translation>
    </message>
    <message>
        <source>Paste tracks as a further cell</source>
        <translation>粘贴曲线为新格子</translation>
    </message>
    <message>
        <source>Next order of the cells</source>
        <translation>换下一种格子顺序</translation>
    </message>
    <message>
        <source>What the numbers mean</source>
        <translation>这些数字的含义</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Use settings</source>
        <translation>使用设置</translation>
    </message>
    <message>
        <source>Take over settings and words; can be undone</source>
        <translation>采用设置和文字；可以撤销</translation>
    </message>
    <message>
        <source>Use drawing</source>
        <translation>使用画稿</translation>
    </message>
    <message>
        <source>Take over the drawing; can be undone</source>
        <translation>采用画稿；可以撤销</translation>
    </message>
    <message>
        <source>Use everything</source>
        <translation>全部使用</translation>
    </message>
    <message>
        <source>Take over drawing, words and settings; can be undone</source>
        <translation>采用画稿、文字和设置；可以撤销</translation>
    </message>
    <message>
        <source>Repeat exactly</source>
        <translation>完全重复</translation>
    </message>
    <message>
        <source>Variations of this</source>
        <translation>此图的变体</translation>
    </message>
    <message>
        <source>Make four more from noise near its own</source>
        <translation>从与它相近的噪声再生成四张</translation>
    </message>
    <message>
        <source>Show beside the drawing</source>
        <translation>在画稿旁显示</translation>
    </message>
    <message>
        <source>Show the picture in the main window</source>
        <translation>在主窗口中显示图片</translation>
    </message>
    <message>
        <source>Begin from this picture</source>
        <translation>从此图片开始</translation>
    </message>
    <message>
        <source>Open pa&amp;lette…</source>
        <translation>打开调色板(&amp;L)…</translation>
    </message>
    <message>
        <source>Change it instead of beginning from noise alone</source>
        <translation>修改它，而不是只从噪声开始</translation>
    </message>
    <message>
        <source>Mask what is to change; all else stays as it is</source>
        <translation>用蒙版标出要改变的部分；其余保持不变</translation>
    </message>
    <message>
        <source>Stars are never pruned</source>
        <translation>加星的图片不会被清理</translation>
    </message>
    <message>
        <source>Boards</source>
        <translation>图集</translation>
    </message>
    <message>
        <source>Put the pictures on a board, or take them off</source>
        <translation>把图片放入图集，或从图集移出</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Look at the chosen pictures side by side</source>
        <translation>并排查看所选图片</translation>
    </message>
    <message>
        <source>Open comparison</source>
        <translation>打开对比</translation>
    </message>
    <message>
        <source>Open the comparison that the picture belongs to</source>
        <translation>打开图片所属的对比</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write the chosen pictures into a folder</source>
        <translation>把所选图片写入文件夹</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Show where the pictures lie</source>
        <translation>显示图片所在的位置</translation>
    </message>
    <message>
        <source>Put into the bin</source>
        <translation>放入回收站</translation>
    </message>
    <message>
        <source>Can be undone until the bin is emptied</source>
        <translation>清空回收站之前可以撤销</translation>
    </message>
    <message>
        <source>Take out of the bin</source>
        <translation>从回收站取出</translation>
    </message>
    <message>
        <source>Put the pictures back where they were</source>
        <translation>把图片放回原处</translation>
    </message>
    <message>
        <source>Empty bin…</source>
        <translation>清空回收站…</translation>
    </message>
    <message>
        <source>Delete for good what is in the bin</source>
        <translation>永久删除回收站中的内容</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last deletion</source>
        <translation>撤回上一次删除</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Go to the search field</source>
        <translation>转到搜索框</translation>
    </message>
    <message>
        <source>Close the gallery</source>
        <translation>关闭图库</translation>
    </message>
    <message>
        <source>Show all of the pictures</source>
        <translation>显示完整图片</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>关闭此窗口</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Use a model in diffusers&apos; layout, or all models of a folder</source>
        <translation>使用 diffusers 格式的模型，或一个文件夹中的所有模型</translation>
    </message>
    <message>
        <source>Add file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Use a single .safetensors file</source>
        <translation>使用单个 .safetensors 文件</translation>
    </message>
    <message>
        <source>Add from hub…</source>
        <translation>从 Hub 添加…</translation>
    </message>
    <message>
        <source>Put another repository of the hub on the list</source>
        <translation>把 Hub 上的其他仓库加入列表</translation>
    </message>
    <message>
        <source>Download, pause or use</source>
        <translation>下载、暂停或使用</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>取消下载</translation>
    </message>
    <message>
        <source>Delete the model</source>
        <translation>删除模型</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Take another folder</source>
        <translation>使用另一个文件夹</translation>
    </message>
    <message>
        <source>Usual folder</source>
        <translation>默认文件夹</translation>
    </message>
    <message>
        <source>Take the folder that is used without a choice</source>
        <translation>使用未作选择时的文件夹</translation>
    </message>
</context>
<context>
    <name>ActionStates</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo: {label}</source>
        <translation>撤销(&amp;U)：{label}</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Redo: {label}</source>
        <translation>重做(&amp;R)：{label}</translation>
    </message>
</context>
<context>
    <name>AdditionalControl</name>
    <message>
        <source>Remove control {n}</source>
        <translation>移除第 {n} 个控制</translation>
    </message>
</context>
<context>
    <name>BestOf</name>
    <message>
        <source>Rows and columns are both taken. Make one of them seeds first.</source>
        <translation>行和列都已被占用。请先把其中之一改为种子。</translation>
    </message>
    <message>
        <source>Nothing can be measured here: no line is drawn, and no word is known.</source>
        <translation>这里无法测量：没有画线，也没有认识的词。</translation>
    </message>
    <message>
        <source>Best of {count}: {name} – {numbers}</source>
        <translation>{count} 张中最好的：{name} – {numbers}</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
</context>
<context>
    <name>BlindDialog</name>
    <message>
        <source>Choose blind</source>
        <translation>盲选</translation>
    </message>
    <message>
        <source>Which one do you prefer?</source>
        <translation>您更喜欢哪一张？</translation>
    </message>
    <message>
        <source>Left picture</source>
        <translation>左图</translation>
    </message>
    <message>
        <source>Right picture</source>
        <translation>右图</translation>
    </message>
    <message>
        <source>Left (1)</source>
        <translation>左（1）</translation>
    </message>
    <message>
        <source>No difference (0)</source>
        <translation>没有差别（0）</translation>
    </message>
    <message>
        <source>Right (2)</source>
        <translation>右（2）</translation>
    </message>
    <message>
        <source>Pair {number} of {count}</source>
        <translation>第 {number} 对，共 {count} 对</translation>
    </message>
    <message>
        <source>You prefer {methods}</source>
        <translation>您偏爱 {methods}</translation>
    </message>
    <message>
        <source>No method is clearly ahead</source>
        <translation>没有哪种方法明显领先</translation>
    </message>
    <message>
        <source>No picture is clearly ahead</source>
        <translation>没有哪张图片明显领先</translation>
    </message>
    <message>
        <source>Chance: how often it would win against an average one, judging by your answers.</source>
        <translation>胜率：根据您的回答，它胜过一般图片的可能性。</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>胜</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>负</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>平</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>胜率</translation>
    </message>
    <message>
        <source>What your answers say</source>
        <translation>您的回答说明了什么</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>使用这些设置</translation>
    </message>
</context>
<context>
    <name>BoxActionHandlers</name>
    <message>
        <source>Align boxes</source>
        <translation>对齐方框</translation>
    </message>
    <message>
        <source>Distribute boxes</source>
        <translation>均分方框</translation>
    </message>
    <message>
        <source>Change order</source>
        <translation>改变顺序</translation>
    </message>
    <message>
        <source>Lock boxes</source>
        <translation>锁定方框</translation>
    </message>
    <message>
        <source>Unlock boxes</source>
        <translation>解锁方框</translation>
    </message>
    <message>
        <source>Group boxes</source>
        <translation>方框编组</translation>
    </message>
    <message>
        <source>Dissolve group</source>
        <translation>解散编组</translation>
    </message>
    <message>
        <source>Cut boxes</source>
        <translation>剪切方框</translation>
    </message>
    <message>
        <source>Paste boxes</source>
        <translation>粘贴方框</translation>
    </message>
    <message>
        <source>Box around the lines</source>
        <translation>围绕线条建方框</translation>
    </message>
    <message>
        <source>Boxes from the prompt</source>
        <translation>由提示词生成方框</translation>
    </message>
    <message>
        <source>Boxes into the prompt</source>
        <translation>把方框写入提示词</translation>
    </message>
    <message>
        <source>Place box</source>
        <translation>放置方框</translation>
    </message>
</context>
<context>
    <name>BoxCommands</name>
    <message>
        <source>Add box</source>
        <translation>添加方框</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>微移</translation>
    </message>
    <message>
        <source>Resize box</source>
        <translation>调整方框大小</translation>
    </message>
    <message>
        <source>Name box</source>
        <translation>命名方框</translation>
    </message>
</context>
<context>
    <name>BoxImageButton</name>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Paste from the clipboard</source>
        <translation>从剪贴板粘贴</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更换…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Picture of what belongs in the box</source>
        <translation>方框中事物的图片</translation>
    </message>
    <message>
        <source>What belongs in the box, shown by a picture: choose, paste or drop one</source>
        <translation>用图片表示方框里应有什么：选择、粘贴或拖入</translation>
    </message>
    <message>
        <source>Picture of a box</source>
        <translation>方框的图片</translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
</context>
<context>
    <name>BoxList</name>
    <message>
        <source>what?</source>
        <translation>是什么？</translation>
    </message>
</context>
<context>
    <name>BoxMethods</name>
    <message>
        <source>{method} is on, because there are boxes on the page.</source>
        <translation>页面上有方框，已开启 {method}。</translation>
    </message>
    <message>
        <source>Switch it off</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BoxTool</name>
    <message>
        <source>Box: drag to make a box, then type what goes there; edge and label move one. Shift: square. Alt: from the centre. Ctrl: draw over edges</source>
        <translation>方框：拖动画出方框，再输入其中的内容；拖动边缘或标签可移动方框。Shift：正方形。Alt：从中心画。Ctrl：在边缘上也画新框</translation>
    </message>
    <message>
        <source>Select: click or drag around boxes. Shift: add. Click again or Tab: the one beneath. Ctrl+drag: with its lines. Double-click: edit phrase. Arrows: nudge, with Shift by 10</source>
        <translation>选择：单击或框选方框。Shift：加选。再次单击或 Tab：选下面的。Ctrl+拖动：连同线条。双击：编辑短语。方向键：微移，加 Shift 移 10 像素</translation>
    </message>
    <message>
        <source>Resize box</source>
        <translation>调整方框大小</translation>
    </message>
    <message>
        <source>Move box</source>
        <translation>移动方框</translation>
    </message>
    <message>
        <source>Add box</source>
        <translation>添加方框</translation>
    </message>
</context>
<context>
    <name>BoxesController</name>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Change size</source>
        <translation>更改尺寸</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>布局(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Align</source>
        <translation>对齐(&amp;A)</translation>
    </message>
    <message>
        <source>O&amp;rder</source>
        <translation>顺序(&amp;R)</translation>
    </message>
</context>
<context>
    <name>BoxesPage</name>
    <message>
        <source>Boxes, the topmost first</source>
        <translation>方框，最上面的在前</translation>
    </message>
    <message>
        <source>No boxes yet. Take the box tool (C) and drag, or let the prompt make them.</source>
        <translation>还没有方框。选方框工具（C）拖一个，或由提示词生成。</translation>
    </message>
    <message>
        <source>Name box</source>
        <translation>命名方框</translation>
    </message>
</context>
<context>
    <name>BranchDialog</name>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>“{name}” is kept as it is. A new cell goes on from one of its steps with what you change here.</source>
        <translation>“{name}”保持不变。新的一格从它的某一步继续，并采用您在这里所做的更改。</translation>
    </message>
    <message>
        <source>With the drawing as it is on the canvas now</source>
        <translation>使用画布上当前的画稿</translation>
    </message>
    <message>
        <source>From step</source>
        <translation>从哪一步</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Make the branch</source>
        <translation>创建分支</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>BucketTool</name>
    <message>
        <source>Bucket: click a place that lines enclose to fill it; small gaps are closed. Alt+click: only its outline</source>
        <translation>油漆桶：单击线条围住的地方进行填充，小缺口会自动封闭。Alt+单击：只画轮廓</translation>
    </message>
    <message>
        <source>Nothing to fill here: click a place that lines enclose on all sides</source>
        <translation>这里没有可填充的：请单击四周都被线条围住的地方</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
</context>
<context>
    <name>CanvasCommands</name>
    <message>
        <source>Clear drawing</source>
        <translation>清空画稿</translation>
    </message>
</context>
<context>
    <name>CanvasPainter</name>
    <message>
        <source>Draw here, or open a sample</source>
        <translation>在这里画，或打开一个示例</translation>
    </message>
    <message>
        <source>Press C and drag to say what goes where</source>
        <translation>按 C 并拖动，说明什么在哪里</translation>
    </message>
</context>
<context>
    <name>CanvasPane</name>
    <message>
        <source>Drawing</source>
        <translation>画稿</translation>
    </message>
    <message>
        <source>Open sample…</source>
        <translation>打开示例…</translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation>已镜像</translation>
    </message>
    <message>
        <source>The view is turned or mirrored. Press to straighten it.</source>
        <translation>视图已旋转或镜像。单击即可恢复。</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画刷</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>{name}, in picture pixels</source>
        <translation>{name}，以图片像素为单位</translation>
    </message>
</context>
<context>
    <name>CanvasWidget</name>
    <message>
        <source>what?</source>
        <translation>是什么？</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>T2I-Adapter</source>
        <translation>T2I 适配器</translation>
    </message>
    <message>
        <source>GLIGEN</source>
        <translation>GLIGEN</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA 微调</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Makes the pictures.</source>
        <translation>生成图片的模型。</translation>
    </message>
    <message>
        <source>Builds pictures on lines, depth, poses and more.</source>
        <translation>按线条、深度、姿势等构建图片。</translation>
    </message>
    <message>
        <source>Like ControlNet, smaller and looser.</source>
        <translation>类似 ControlNet，更小、更宽松。</translation>
    </message>
    <message>
        <source>Puts what boxes say where they are.</source>
        <translation>把方框所说的内容放到方框的位置。</translation>
    </message>
    <message>
        <source>Turns latents into pictures, in place of the one that a model brings.</source>
        <translation>把潜变量变成图片，代替模型自带的 VAE。</translation>
    </message>
    <message>
        <source>Changes the style or the speed of a model.</source>
        <translation>改变模型的风格或速度。</translation>
    </message>
    <message>
        <source>The model most nets were made for. A mirror of the repository that its first publisher removed.</source>
        <translation>大多数网络都为它而做。这是镜像：最初的发布者已移除原仓库。</translation>
    </message>
    <message>
        <source>A tuned Stable Diffusion 1.5 that needs fewer words for a good picture.</source>
        <translation>经过调校的 Stable Diffusion 1.5，用较少的文字就能得到好图片。</translation>
    </message>
    <message>
        <source>Predicts velocity. A mirror: its publisher removed the first repository.</source>
        <translation>预测速度（v-prediction）。这是镜像：发布者已移除原仓库。</translation>
    </message>
    <message>
        <source>A mirror: its publisher removed the first repository.</source>
        <translation>这是镜像：发布者已移除原仓库。</translation>
    </message>
    <message>
        <source>Larger and finer; wants 8 GB of graphics memory or patience.</source>
        <translation>更大、更精细；需要 8 GB 显存，否则较慢。</translation>
    </message>
    <message>
        <source>One to four steps, guidance scale 1. Not for commercial use.</source>
        <translation>一到四步，引导系数为 1。不可用于商业用途。</translation>
    </message>
    <message>
        <source>Brings its own gates for boxes; the size is an estimate.</source>
        <translation>自带方框所需的门控层；大小为估计值。</translation>
    </message>
    <message>
        <source>Its safetensors are in a proposed change of the repository.</source>
        <translation>其 safetensors 文件位于该仓库的一个提议修改中。</translation>
    </message>
    <message>
        <source>One net for ten kinds of hints.</source>
        <translation>一个网络可读十种提示图。</translation>
    </message>
    <message>
        <source>One net for eleven kinds of hints, repackaged for diffusers.</source>
        <translation>一个网络可读十一种提示图，已为 diffusers 重新打包。</translation>
    </message>
    <message>
        <source>A seventh of the usual size, less exact.</source>
        <translation>只有通常大小的七分之一，精度稍低。</translation>
    </message>
    <message>
        <source>Only the gates, for any Stable Diffusion 1.x model.</source>
        <translation>只含门控层，适用于任何 Stable Diffusion 1.x 模型。</translation>
    </message>
    <message>
        <source>The authors&apos; first U-Net with its gates. Its safetensors are in a proposed change of the repository.</source>
        <translation>作者最初带门控层的 U-Net。其 safetensors 文件位于该仓库的一个提议修改中。</translation>
    </message>
    <message>
        <source>Four to eight steps with the scheduler LCM and a guidance scale from 1 to 2.</source>
        <translation>使用 LCM 调度器，四到八步，引导系数 1 到 2。</translation>
    </message>
    <message>
        <source>Smoother faces and eyes; for Stable Diffusion 1.x and 2.x.</source>
        <translation>面部和眼睛更平滑；适用于 Stable Diffusion 1.x 和 2.x。</translation>
    </message>
    <message>
        <source>The same pictures in half precision: less memory, no black pictures.</source>
        <translation>半精度下画面相同：更省内存，不出黑图。</translation>
    </message>
    <message>
        <source>Follows its publisher: the newest version is fetched, and compared with the hub&apos;s own checksums.</source>
        <translation>跟随发布者：获取最新版本，并与 Hub 自身的校验和比对。</translation>
    </message>
    <message>
        <source>Follows its publisher, but only with the weights that Sketchpad knows by their checksum.</source>
        <translation>跟随发布者，但只接受 Sketchpad 已知校验和的权重。</translation>
    </message>
</context>
<context>
    <name>CellView</name>
    <message>
        <source>Progress of {name}</source>
        <translation>{name} 的进度</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Use this picture and its settings in the main window</source>
        <translation>在主窗口中采用这张图片和它的设置</translation>
    </message>
    <message>
        <source>Use the result of {name}</source>
        <translation>采用 {name} 的结果</translation>
    </message>
    <message>
        <source>Star (S)</source>
        <translation>加星（S）</translation>
    </message>
    <message>
        <source>Star {name}</source>
        <translation>给 {name} 加星</translation>
    </message>
    <message>
        <source>Reject (X)</source>
        <translation>淘汰（X）</translation>
    </message>
    <message>
        <source>Reject {name}</source>
        <translation>淘汰 {name}</translation>
    </message>
    <message>
        <source>Stop this cell</source>
        <translation>停止这一格</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>停止 {name}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name} 的更多操作</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>settled at {step}</source>
        <translation>第 {step} 步定型</translation>
    </message>
    <message>
        <source>Not made</source>
        <translation>未生成</translation>
    </message>
    <message>
        <source>Stopped at step {index} of {total}</source>
        <translation>停在第 {index} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Step {index} of {total} · {seconds} s</source>
        <translation>第 {index} 步，共 {total} 步 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>Changes</name>
    <message>
        <source>Opened</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>{step}, present</source>
        <translation>{step}，当前</translation>
    </message>
    <message>
        <source>{step}, done</source>
        <translation>{step}，已完成</translation>
    </message>
    <message>
        <source>{step}, undone</source>
        <translation>{step}，已撤销</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Changes</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Click a step to go back or forth to it</source>
        <translation>单击某一步即可回到或前进到那里</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>The prompt is too long: “{lost}” is not read by the model.</source>
        <translation>提示词太长：模型不会读“{lost}”。</translation>
    </message>
    <message>
        <source>This model does not know “{word}”; “{near}” comes nearest.</source>
        <translation>此模型不认识“{word}”；最接近的是“{near}”。</translation>
    </message>
    <message>
        <source>This model does not know “{word}”, nor anything near it.</source>
        <translation>此模型不认识“{word}”，也没有相近的词语。</translation>
    </message>
    <message>
        <source>“{phrase}” has a box, but the prompt does not speak of it.</source>
        <translation>“{phrase}”有方框，但提示词中没有提到。</translation>
    </message>
    <message>
        <source>Boxes: {count}, but no method that reads boxes is on.</source>
        <translation>有 {count} 个方框，但没有开启读取方框的方法。</translation>
    </message>
    <message>
        <source>There are {count} boxes; the model reads {limit} at most.</source>
        <translation>有 {count} 个方框；模型最多读取 {limit} 个。</translation>
    </message>
    <message>
        <source>This box does not say what belongs there.</source>
        <translation>这个方框没有写明内容。</translation>
    </message>
    <message>
        <source>Two boxes for “{phrase}” lie on the same place.</source>
        <translation>两个“{phrase}”方框在同一位置。</translation>
    </message>
    <message>
        <source>The box “{phrase}” is smaller than {pixels} pixels: the model cannot see it.</source>
        <translation>方框“{phrase}”小于 {pixels} 像素：模型看不见。</translation>
    </message>
    <message>
        <source>“{phrase}” is hidden by “{other}”, which lies above it.</source>
        <translation>“{phrase}”被上面的“{other}”遮住。</translation>
    </message>
    <message>
        <source>Regions are painted, but no control that reads them is on.</source>
        <translation>画了区域，但没有开启读取区域的控制。</translation>
    </message>
    <message>
        <source>People placed: {count}; Pose is off.</source>
        <translation>已放置 {count} 个人物，但“姿势”未开启。</translation>
    </message>
    <message>
        <source>There are lines, but no method that reads lines is on.</source>
        <translation>有线条，但没有开启读取线条的方法。</translation>
    </message>
    <message>
        <source>All lines are set to be ignored: the model sees white on white.</source>
        <translation>所有线条都设为忽略：模型只看到一片空白。</translation>
    </message>
    <message>
        <source>All lines are erased or beside the page: the model sees white on white.</source>
        <translation>所有线条都被擦除或在页面之外：模型只看到一片空白。</translation>
    </message>
    <message>
        <source>Lines thinner than {pixels} pixels: {count}. The model hardly sees them.</source>
        <translation>细于 {pixels} 像素的线条：{count} 条。模型几乎看不见。</translation>
    </message>
    <message>
        <source>{width} × {height} is no multiple of {step}, which the model needs.</source>
        <translation>{width} × {height} 不是模型所需 {step} 的倍数。</translation>
    </message>
    <message>
        <source>Shorten the prompt</source>
        <translation>缩短提示词</translation>
    </message>
    <message>
        <source>Replace the word</source>
        <translation>替换该词</translation>
    </message>
    <message>
        <source>Add to the prompt</source>
        <translation>加入提示词</translation>
    </message>
    <message>
        <source>Turn GLIGEN on</source>
        <translation>开启 GLIGEN</translation>
    </message>
    <message>
        <source>Turn regional prompts on</source>
        <translation>开启分区提示词</translation>
    </message>
    <message>
        <source>Read them as segmentation</source>
        <translation>作为分割读取</translation>
    </message>
    <message>
        <source>Read them as poses</source>
        <translation>作为姿势读取</translation>
    </message>
    <message>
        <source>Turn ControlNet on</source>
        <translation>开启 ControlNet</translation>
    </message>
    <message>
        <source>Keep the largest</source>
        <translation>保留最大的</translation>
    </message>
    <message>
        <source>Type it</source>
        <translation>输入内容</translation>
    </message>
    <message>
        <source>Delete the box</source>
        <translation>删除方框</translation>
    </message>
    <message>
        <source>Delete one</source>
        <translation>删除一个</translation>
    </message>
    <message>
        <source>Make it larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Bring it above</source>
        <translation>移到上面</translation>
    </message>
    <message>
        <source>Follow them all</source>
        <translation>全部遵循</translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Make them thicker</source>
        <translation>加粗</translation>
    </message>
    <message>
        <source>Nearest size</source>
        <translation>最接近的尺寸</translation>
    </message>
</context>
<context>
    <name>Class</name>
    <message>
        <source>wall</source>
        <translation>墙</translation>
    </message>
    <message>
        <source>building</source>
        <translation>建筑</translation>
    </message>
    <message>
        <source>sky</source>
        <translation>天空</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>地板</translation>
    </message>
    <message>
        <source>tree</source>
        <translation>树</translation>
    </message>
    <message>
        <source>ceiling</source>
        <translation>天花板</translation>
    </message>
    <message>
        <source>road</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>bed</source>
        <translation>床</translation>
    </message>
    <message>
        <source>windowpane</source>
        <translation>窗玻璃</translation>
    </message>
    <message>
        <source>grass</source>
        <translation>草地</translation>
    </message>
    <message>
        <source>cabinet</source>
        <translation>柜子</translation>
    </message>
    <message>
        <source>sidewalk</source>
        <translation>人行道</translation>
    </message>
    <message>
        <source>person</source>
        <translation>人</translation>
    </message>
    <message>
        <source>earth</source>
        <translation>泥土</translation>
    </message>
    <message>
        <source>door</source>
        <translation>门</translation>
    </message>
    <message>
        <source>table</source>
        <translation>桌子</translation>
    </message>
    <message>
        <source>mountain</source>
        <translation>山</translation>
    </message>
    <message>
        <source>plant</source>
        <translation>植物</translation>
    </message>
    <message>
        <source>curtain</source>
        <translation>窗帘</translation>
    </message>
    <message>
        <source>chair</source>
        <translation>椅子</translation>
    </message>
    <message>
        <source>car</source>
        <translation>汽车</translation>
    </message>
    <message>
        <source>water</source>
        <translation>水</translation>
    </message>
    <message>
        <source>painting</source>
        <translation>画</translation>
    </message>
    <message>
        <source>sofa</source>
        <translation>沙发</translation>
    </message>
    <message>
        <source>shelf</source>
        <translation>架子</translation>
    </message>
    <message>
        <source>house</source>
        <translation>房屋</translation>
    </message>
    <message>
        <source>sea</source>
        <translation>海</translation>
    </message>
    <message>
        <source>mirror</source>
        <translation>镜子</translation>
    </message>
    <message>
        <source>rug</source>
        <translation>地毯</translation>
    </message>
    <message>
        <source>field</source>
        <translation>田野</translation>
    </message>
    <message>
        <source>armchair</source>
        <translation>扶手椅</translation>
    </message>
    <message>
        <source>seat</source>
        <translation>座位</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>围栏</translation>
    </message>
    <message>
        <source>desk</source>
        <translation>书桌</translation>
    </message>
    <message>
        <source>rock</source>
        <translation>岩石</translation>
    </message>
    <message>
        <source>wardrobe</source>
        <translation>衣柜</translation>
    </message>
    <message>
        <source>lamp</source>
        <translation>灯</translation>
    </message>
    <message>
        <source>bathtub</source>
        <translation>浴缸</translation>
    </message>
    <message>
        <source>railing</source>
        <translation>栏杆</translation>
    </message>
    <message>
        <source>cushion</source>
        <translation>靠垫</translation>
    </message>
    <message>
        <source>base</source>
        <translation>底座</translation>
    </message>
    <message>
        <source>box</source>
        <translation>箱子</translation>
    </message>
    <message>
        <source>column</source>
        <translation>柱子</translation>
    </message>
    <message>
        <source>signboard</source>
        <translation>招牌</translation>
    </message>
    <message>
        <source>chest of drawers</source>
        <translation>五斗柜</translation>
    </message>
    <message>
        <source>counter</source>
        <translation>柜台</translation>
    </message>
    <message>
        <source>sand</source>
        <translation>沙子</translation>
    </message>
    <message>
        <source>sink</source>
        <translation>水槽</translation>
    </message>
    <message>
        <source>skyscraper</source>
        <translation>摩天楼</translation>
    </message>
    <message>
        <source>fireplace</source>
        <translation>壁炉</translation>
    </message>
    <message>
        <source>refrigerator</source>
        <translation>冰箱</translation>
    </message>
    <message>
        <source>grandstand</source>
        <translation>看台</translation>
    </message>
    <message>
        <source>path</source>
        <translation>小路</translation>
    </message>
    <message>
        <source>stairs</source>
        <translation>台阶</translation>
    </message>
    <message>
        <source>runway</source>
        <translation>跑道</translation>
    </message>
    <message>
        <source>case</source>
        <translation>展柜</translation>
    </message>
    <message>
        <source>pool table</source>
        <translation>台球桌</translation>
    </message>
    <message>
        <source>pillow</source>
        <translation>枕头</translation>
    </message>
    <message>
        <source>screen door</source>
        <translation>纱门</translation>
    </message>
    <message>
        <source>stairway</source>
        <translation>楼梯</translation>
    </message>
    <message>
        <source>river</source>
        <translation>河</translation>
    </message>
    <message>
        <source>bridge</source>
        <translation>桥</translation>
    </message>
    <message>
        <source>bookcase</source>
        <translation>书橱</translation>
    </message>
    <message>
        <source>blind</source>
        <translation>百叶窗</translation>
    </message>
    <message>
        <source>coffee table</source>
        <translation>茶几</translation>
    </message>
    <message>
        <source>toilet</source>
        <translation>马桶</translation>
    </message>
    <message>
        <source>flower</source>
        <translation>花</translation>
    </message>
    <message>
        <source>book</source>
        <translation>书</translation>
    </message>
    <message>
        <source>hill</source>
        <translation>小山</translation>
    </message>
    <message>
        <source>bench</source>
        <translation>长凳</translation>
    </message>
    <message>
        <source>countertop</source>
        <translation>台面</translation>
    </message>
    <message>
        <source>stove</source>
        <translation>炉灶</translation>
    </message>
    <message>
        <source>palm</source>
        <translation>棕榈</translation>
    </message>
    <message>
        <source>kitchen island</source>
        <translation>厨房岛台</translation>
    </message>
    <message>
        <source>computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>swivel chair</source>
        <translation>转椅</translation>
    </message>
    <message>
        <source>boat</source>
        <translation>小船</translation>
    </message>
    <message>
        <source>bar</source>
        <translation>吧台</translation>
    </message>
    <message>
        <source>arcade machine</source>
        <translation>街机</translation>
    </message>
    <message>
        <source>hovel</source>
        <translation>茅舍</translation>
    </message>
    <message>
        <source>bus</source>
        <translation>公共汽车</translation>
    </message>
    <message>
        <source>towel</source>
        <translation>毛巾</translation>
    </message>
    <message>
        <source>light</source>
        <translation>灯光</translation>
    </message>
    <message>
        <source>truck</source>
        <translation>卡车</translation>
    </message>
    <message>
        <source>tower</source>
        <translation>塔</translation>
    </message>
    <message>
        <source>chandelier</source>
        <translation>吊灯</translation>
    </message>
    <message>
        <source>awning</source>
        <translation>遮篷</translation>
    </message>
    <message>
        <source>streetlight</source>
        <translation>路灯</translation>
    </message>
    <message>
        <source>booth</source>
        <translation>亭子</translation>
    </message>
    <message>
        <source>television receiver</source>
        <translation>电视机</translation>
    </message>
    <message>
        <source>airplane</source>
        <translation>飞机</translation>
    </message>
    <message>
        <source>dirt track</source>
        <translation>土路</translation>
    </message>
    <message>
        <source>apparel</source>
        <translation>衣服</translation>
    </message>
    <message>
        <source>pole</source>
        <translation>杆</translation>
    </message>
    <message>
        <source>land</source>
        <translation>陆地</translation>
    </message>
    <message>
        <source>bannister</source>
        <translation>扶栏</translation>
    </message>
    <message>
        <source>escalator</source>
        <translation>自动扶梯</translation>
    </message>
    <message>
        <source>ottoman</source>
        <translation>脚凳</translation>
    </message>
    <message>
        <source>bottle</source>
        <translation>瓶子</translation>
    </message>
    <message>
        <source>buffet</source>
        <translation>餐具柜</translation>
    </message>
    <message>
        <source>poster</source>
        <translation>海报</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>舞台</translation>
    </message>
    <message>
        <source>van</source>
        <translation>厢式车</translation>
    </message>
    <message>
        <source>ship</source>
        <translation>船舶</translation>
    </message>
    <message>
        <source>fountain</source>
        <translation>喷泉</translation>
    </message>
    <message>
        <source>conveyer belt</source>
        <translation>传送带</translation>
    </message>
    <message>
        <source>canopy</source>
        <translation>华盖</translation>
    </message>
    <message>
        <source>washer</source>
        <translation>洗衣机</translation>
    </message>
    <message>
        <source>plaything</source>
        <translation>玩具</translation>
    </message>
    <message>
        <source>swimming pool</source>
        <translation>游泳池</translation>
    </message>
    <message>
        <source>stool</source>
        <translation>凳子</translation>
    </message>
    <message>
        <source>barrel</source>
        <translation>桶</translation>
    </message>
    <message>
        <source>basket</source>
        <translation>篮子</translation>
    </message>
    <message>
        <source>waterfall</source>
        <translation>瀑布</translation>
    </message>
    <message>
        <source>tent</source>
        <translation>帐篷</translation>
    </message>
    <message>
        <source>bag</source>
        <translation>包</translation>
    </message>
    <message>
        <source>minibike</source>
        <translation>轻型摩托</translation>
    </message>
    <message>
        <source>cradle</source>
        <translation>摇篮</translation>
    </message>
    <message>
        <source>oven</source>
        <translation>烤箱</translation>
    </message>
    <message>
        <source>ball</source>
        <translation>球</translation>
    </message>
    <message>
        <source>food</source>
        <translation>食物</translation>
    </message>
    <message>
        <source>step</source>
        <translation>梯级</translation>
    </message>
    <message>
        <source>tank</source>
        <translation>水箱</translation>
    </message>
    <message>
        <source>trade name</source>
        <translation>商标</translation>
    </message>
    <message>
        <source>microwave</source>
        <translation>微波炉</translation>
    </message>
    <message>
        <source>pot</source>
        <translation>锅</translation>
    </message>
    <message>
        <source>animal</source>
        <translation>动物</translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation>自行车</translation>
    </message>
    <message>
        <source>lake</source>
        <translation>湖</translation>
    </message>
    <message>
        <source>dishwasher</source>
        <translation>洗碗机</translation>
    </message>
    <message>
        <source>screen</source>
        <translation>屏风</translation>
    </message>
    <message>
        <source>blanket</source>
        <translation>毯子</translation>
    </message>
    <message>
        <source>sculpture</source>
        <translation>雕塑</translation>
    </message>
    <message>
        <source>hood</source>
        <translation>抽油烟机</translation>
    </message>
    <message>
        <source>sconce</source>
        <translation>壁灯</translation>
    </message>
    <message>
        <source>vase</source>
        <translation>花瓶</translation>
    </message>
    <message>
        <source>traffic light</source>
        <translation>红绿灯</translation>
    </message>
    <message>
        <source>tray</source>
        <translation>托盘</translation>
    </message>
    <message>
        <source>ashcan</source>
        <translation>垃圾桶</translation>
    </message>
    <message>
        <source>fan</source>
        <translation>风扇</translation>
    </message>
    <message>
        <source>pier</source>
        <translation>码头</translation>
    </message>
    <message>
        <source>crt screen</source>
        <translation>显像管屏幕</translation>
    </message>
    <message>
        <source>plate</source>
        <translation>盘子</translation>
    </message>
    <message>
        <source>monitor</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>bulletin board</source>
        <translation>布告栏</translation>
    </message>
    <message>
        <source>shower</source>
        <translation>淋浴</translation>
    </message>
    <message>
        <source>radiator</source>
        <translation>暖气片</translation>
    </message>
    <message>
        <source>glass</source>
        <translation>玻璃杯</translation>
    </message>
    <message>
        <source>clock</source>
        <translation>钟</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>旗</translation>
    </message>
</context>
<context>
    <name>ClassChooser</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Search 150 classes</source>
        <translation>搜索 150 个类别</translation>
    </message>
    <message>
        <source>Search classes</source>
        <translation>搜索类别</translation>
    </message>
    <message>
        <source>Ctrl+1 to 9: put it on that key</source>
        <translation>Ctrl+1 到 9：设为该键的类别</translation>
    </message>
    <message>
        <source>No class is called that</source>
        <translation>没有这样的类别</translation>
    </message>
    <message>
        <source>Of the selected box</source>
        <translation>来自所选方框</translation>
    </message>
    <message>
        <source>In this drawing</source>
        <translation>此画稿中</translation>
    </message>
    <message>
        <source>Favourites, keys 1 to 9</source>
        <translation>常用，按键 1 到 9</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>On key {key}, instead of {name}</source>
        <translation>放到按键 {key}，替换“{name}”</translation>
    </message>
</context>
<context>
    <name>ColourButton</name>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>橙</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>粉</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>青</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>紫</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>橄榄</translation>
    </message>
    <message>
        <source>Brown</source>
        <translation>棕</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>灰蓝</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Colour: {name}</source>
        <translation>颜色：{name}</translation>
    </message>
    <message>
        <source>Colour of the box on the canvas</source>
        <translation>方框在画布上的颜色</translation>
    </message>
</context>
<context>
    <name>ColourCard</name>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Covers</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Multiplies</source>
        <translation>正片叠底</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>粗细</translation>
    </message>
    <message>
        <source>Width and opacity</source>
        <translation>粗细和不透明度</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>CompareNumbers</name>
    <message>
        <source>Best first</source>
        <translation>最佳优先</translation>
    </message>
    <message>
        <source>Line agreement</source>
        <translation>线条吻合度</translation>
    </message>
    <message>
        <source>Box hits</source>
        <translation>方框命中</translation>
    </message>
    <message>
        <source>Words in the picture</source>
        <translation>词语吻合度</translation>
    </message>
    <message>
        <source>Fastest first</source>
        <translation>最快优先</translation>
    </message>
    <message>
        <source>Soonest settled</source>
        <translation>最早定型</translation>
    </message>
    <message>
        <source>Least memory</source>
        <translation>占用内存最少</translation>
    </message>
    <message>
        <source>As a matrix</source>
        <translation>按矩阵排列</translation>
    </message>
    <message>
        <source>Lines {share} %</source>
        <translation>线条 {share} %</translation>
    </message>
    <message>
        <source>Boxes {hits}</source>
        <translation>方框 {hits}</translation>
    </message>
    <message>
        <source>Words {fits}</source>
        <translation>词语 {fits}</translation>
    </message>
    <message>
        <source>Words {share} %</source>
        <translation>词语 {share} %</translation>
    </message>
    <message>
        <source>{done} of {count} cells</source>
        <translation>{count} 格中的 {done} 格</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>大约还需 {seconds} 秒</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>大约还需 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>CompareWindow</name>
    <message>
        <source>Compare – Sketchpad</source>
        <translation>对比 – Sketchpad</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Nothing has changed since: all pictures are there.</source>
        <translation>没有任何改动：所有图片都已生成。</translation>
    </message>
</context>
<context>
    <name>CompareWords</name>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Strengths</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Numbers of steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>none, controlnet=0.8, controlnet+gligen</source>
        <translation>none, controlnet=0.8, controlnet+gligen</translation>
    </message>
    <message>
        <source>1, 2, 5-8</source>
        <translation>1, 2, 5-8</translation>
    </message>
    <message>
        <source>a red house | a blue house</source>
        <translation>a red house | a blue house</translation>
    </message>
    <message>
        <source>0.5, 1, 1.5 (times each method&apos;s own)</source>
        <translation>0.5, 1, 1.5（乘以各方法自身的强度）</translation>
    </message>
    <message>
        <source>10, 20, 30</source>
        <translation>10, 20, 30</translation>
    </message>
    <message>
        <source>embedded | folder of another model</source>
        <translation>embedded | 其他模型的文件夹</translation>
    </message>
    <message>
        <source>Seed {number}</source>
        <translation>种子 {number}</translation>
    </message>
    <message>
        <source>Strength × {factor}</source>
        <translation>强度 × {factor}</translation>
    </message>
    <message>
        <source>{number} steps</source>
        <translation>{number} 步</translation>
    </message>
    <message>
        <source>Embedded model</source>
        <translation>内置模型</translation>
    </message>
    <message>
        <source>in the boxes</source>
        <translation>仅方框内</translation>
    </message>
    <message>
        <source>near the lines</source>
        <translation>仅线条附近</translation>
    </message>
    <message>
        <source>with words × {value}</source>
        <translation>含词语 × {value}</translation>
    </message>
    <message>
        <source>through the network</source>
        <translation>通过网络</translation>
    </message>
    <message>
        <source>quick</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>prompt and lines alike</source>
        <translation>提示词与线条并重</translation>
    </message>
    <message>
        <source>favours the prompt</source>
        <translation>偏向提示词</translation>
    </message>
    <message>
        <source>favours the lines</source>
        <translation>偏向线条</translation>
    </message>
    <message>
        <source>strongly favours the lines</source>
        <translation>强烈偏向线条</translation>
    </message>
    <message>
        <source>guesses</source>
        <translation>猜测内容</translation>
    </message>
    <message>
        <source>in “{value}”</source>
        <translation>仅“{value}”内</translation>
    </message>
    <message>
        <source>objects first</source>
        <translation>逐框生成后合成</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>一次画完</translation>
    </message>
    <message>
        <source>fades over {share} %</source>
        <translation>末段 {share} % 淡出</translation>
    </message>
    <message>
        <source>through features</source>
        <translation>通过内部特征</translation>
    </message>
    <message>
        <source>with words</source>
        <translation>含词语</translation>
    </message>
    <message>
        <source>Branch {number} from step {step}</source>
        <translation>分支 {number}，自第 {step} 步</translation>
    </message>
</context>
<context>
    <name>ComparisonExports</name>
    <message>
        <source>Export sheet</source>
        <translation>导出对比图</translation>
    </message>
    <message>
        <source>{name} comparison</source>
        <translation>{name} 对比</translation>
    </message>
    <message>
        <source>Export steps</source>
        <translation>导出步骤</translation>
    </message>
    <message>
        <source>{name} steps</source>
        <translation>{name} 步骤</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>{steps} steps</source>
        <translation>{steps} 步</translation>
    </message>
    <message>
        <source>another drawing</source>
        <translation>另一幅画稿</translation>
    </message>
    <message>
        <source>en</source>
        <comment>language code of the page</comment>
        <translation>zh-CN</translation>
    </message>
    <message>
        <source>Decision record</source>
        <translation>决策记录</translation>
    </message>
    <message>
        <source>The drawing</source>
        <translation>画稿</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>The candidates</source>
        <translation>候选图片</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>已选定</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已淘汰</translation>
    </message>
    <message>
        <source>Nothing has been chosen yet.</source>
        <translation>还没有选定。</translation>
    </message>
    <message>
        <source>Not to be shown: {text}</source>
        <translation>不应出现：{text}</translation>
    </message>
    <message>
        <source>Seed {seed}, {steps} steps, guidance {guidance}, {scheduler}, {width} × {height} pixels</source>
        <translation>种子 {seed}，{steps} 步，引导系数 {guidance}，{scheduler}，{width} × {height} 像素</translation>
    </message>
    <message>
        <source>{name}: strength {strength}, from {start} to {end} % of the steps</source>
        <translation>{name}：强度 {strength}，从步骤的 {start} 到 {end} %</translation>
    </message>
    <message>
        <source>No guidance: prompt only</source>
        <translation>无引导：仅提示词</translation>
    </message>
    <message>
        <source>Made from this drawing</source>
        <translation>依据此画稿生成</translation>
    </message>
    <message>
        <source>Model: {model}</source>
        <translation>模型：{model}</translation>
    </message>
    <message>
        <source>Lines: {recall} % of the drawing is in the picture ({chance} % would be chance); {precision} % of the picture&apos;s edges were drawn.</source>
        <translation>线条：画稿的 {recall} % 出现在图片中（偶然也会有 {chance} %）；图片边缘的 {precision} % 是画出来的。</translation>
    </message>
    <message>
        <source>Box “{phrase}”: the judge sees it there.</source>
        <translation>方框“{phrase}”：评判模型在那里看到了它。</translation>
    </message>
    <message>
        <source>Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}.</source>
        <translation>方框“{phrase}”：评判模型在那里看到的是“{seen}”；它排在第 {rank} 位。</translation>
    </message>
    <message>
        <source>Box “{phrase}”: the judge does not know this thing.</source>
        <translation>方框“{phrase}”：评判模型不认识此物。</translation>
    </message>
    <message>
        <source>Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %.</source>
        <translation>词语：评判模型在整张图片中看到“{seen}”；它给“{word}” {share} %。</translation>
    </message>
    <message>
        <source>Words: {model} finds picture and prompt {similarity} alike (about 0.15 is something else, 0.3 fits well).</source>
        <translation>词语：{model} 认为图片与提示词的相似度为 {similarity}（约 0.15 表示内容不同，0.3 表示很吻合）。</translation>
    </message>
    <message>
        <source>Words: not measured, because no CLIP model is installed.</source>
        <translation>词语：未测量，因为没有安装 CLIP 模型。</translation>
    </message>
    <message>
        <source>Hardly changed after step {step} of {total}.</source>
        <translation>第 {step} 步（共 {total} 步）之后几乎不再变化。</translation>
    </message>
    <message>
        <source>Compared blind: preferred {won} times, not preferred {lost} times, {even} times no difference.</source>
        <translation>盲选：胜出 {won} 次，落选 {lost} 次，不分上下 {even} 次。</translation>
    </message>
    <message>
        <source>Made in {seconds} s.</source>
        <translation>用时 {seconds} 秒。</translation>
    </message>
    <message>
        <source>At most {size} MB were in use on the graphics card, with the model.</source>
        <translation>显卡上最多占用 {size} MB（含模型）。</translation>
    </message>
    <message>
        <source>Making it took at most {size} MB of memory besides the model.</source>
        <translation>生成时除模型外最多占用 {size} MB 内存。</translation>
    </message>
    <message>
        <source>Pictures made by an image model from the drawing (AI generated): {model}. {software}.</source>
        <translation>图片由图像模型根据画稿生成（AI 生成）：{model}。{software}。</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>Export decision record</source>
        <translation>导出决策记录</translation>
    </message>
    <message>
        <source>{name} decision</source>
        <translation>{name} 决策</translation>
    </message>
    <message>
        <source>Export bundle</source>
        <translation>导出对比包</translation>
    </message>
    <message>
        <source>Sketchpad comparison</source>
        <translation>Sketchpad 对比包</translation>
    </message>
</context>
<context>
    <name>ControlImagePreview</name>
    <message>
        <source>What the model sees: {kind}</source>
        <translation>模型所见：{kind}</translation>
    </message>
</context>
<context>
    <name>CrashReporter</name>
    <message>
        <source>Something went wrong. Your drawing is safe; you can go on working.</source>
        <translation>出了点问题。您的画稿是安全的，可以继续工作。</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>显示日志</translation>
    </message>
</context>
<context>
    <name>CurveEditor</name>
    <message>
        <source>Strength over the steps</source>
        <translation>强度随步数的变化</translation>
    </message>
    <message>
        <source>Click to set a point, drag to move it, double-click to remove it. Keys: Left and Right choose, Up and Down change the height, Ctrl+Left and Ctrl+Right move, Insert adds, Delete removes, Ctrl+C copies the curve, Ctrl+V pastes one.</source>
        <translation>单击添加点，拖动移动，双击删除。按键：左右键选择，上下键改变高度，Ctrl+左右键移动，Insert 添加，Delete 删除，Ctrl+C 复制曲线，Ctrl+V 粘贴曲线。</translation>
    </message>
    <message>
        <source>Copy curve</source>
        <translation>复制曲线</translation>
    </message>
    <message>
        <source>Paste curve</source>
        <translation>粘贴曲线</translation>
    </message>
    <message>
        <source>Point {n} of {count}: at {share} % of the steps, {factor} times the strength</source>
        <translation>第 {n} 点，共 {count} 点：位于步数的 {share} %，强度的 {factor} 倍</translation>
    </message>
</context>
<context>
    <name>CurveHandlers</name>
    <message>
        <source>Copied: paste it onto another cell, or into a curve with the keyboard in it.</source>
        <translation>已复制：可粘贴到另一格，或粘贴到获得焦点的曲线中。</translation>
    </message>
    <message>
        <source>No track of guidance was copied yet.</source>
        <translation>还没有复制过引导曲线。</translation>
    </message>
    <message>
        <source>Rows and columns are both taken. Make one of them methods first.</source>
        <translation>行和列都已被占用。请先把其中之一改为方法。</translation>
    </message>
    <message>
        <source>There is such a cell already.</source>
        <translation>已经有这样的格子了。</translation>
    </message>
    <message>
        <source>This cell has no method, so it has no tracks.</source>
        <translation>这一格没有方法，因此没有曲线。</translation>
    </message>
</context>
<context>
    <name>CurveTrack</name>
    <message>
        <source>Strength {strength} · {start}–{end} % of the steps</source>
        <translation>强度 {strength} · 步骤的 {start}–{end} %</translation>
    </message>
    <message>
        <source>Copy this track (Ctrl+C)</source>
        <translation>复制这条曲线（Ctrl+C）</translation>
    </message>
    <message>
        <source>Copy the track of {name}</source>
        <translation>复制{name}的曲线</translation>
    </message>
    <message>
        <source>Paste a track here (Ctrl+V)</source>
        <translation>在此粘贴曲线（Ctrl+V）</translation>
    </message>
    <message>
        <source>Paste on {name}</source>
        <translation>粘贴到{name}</translation>
    </message>
</context>
<context>
    <name>CurveTracks</name>
    <message>
        <source>Guidance over time</source>
        <translation>引导随步数的变化</translation>
    </message>
    <message>
        <source>No method steers this cell: its prompt decides alone.</source>
        <translation>没有方法引导这一格：只由提示词决定。</translation>
    </message>
    <message>
        <source>Add as a cell</source>
        <translation>添加为新格子</translation>
    </message>
    <message>
        <source>Compare the curves as drawn here with all that is there</source>
        <translation>把这里画的曲线与现有的一起对比</translation>
    </message>
    <message>
        <source>Put in its place</source>
        <translation>替换原来的</translation>
    </message>
    <message>
        <source>Make the cell, and all of its row or column, anew with these curves</source>
        <translation>用这些曲线重新生成这一格及其整行或整列</translation>
    </message>
    <message>
        <source>Back to how it was</source>
        <translation>恢复原样</translation>
    </message>
    <message>
        <source>Forget what was drawn here</source>
        <translation>放弃这里所画的</translation>
    </message>
</context>
<context>
    <name>Damage</name>
    <message>
        <source>it is too large for an edge predictor</source>
        <translation>对边缘预测器来说它太大</translation>
    </message>
    <message>
        <source>it holds no edge predictor</source>
        <translation>其中没有边缘预测器</translation>
    </message>
    <message>
        <source>it holds no edge predictor of a known kind</source>
        <translation>其中没有已知类型的边缘预测器</translation>
    </message>
    <message>
        <source>an edge predictor of {count} features is not known</source>
        <translation>不认识有 {count} 个特征的边缘预测器</translation>
    </message>
    <message>
        <source>it is no file of tensors, or holds more than those</source>
        <translation>它不是张量文件，或还含有其他内容</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>它太大</translation>
    </message>
    <message>
        <source>it does not give one value for each place</source>
        <translation>它没有为每个位置给出一个值</translation>
    </message>
    <message>
        <source>it cannot be run</source>
        <translation>它无法运行</translation>
    </message>
    <message>
        <source>it is no CLIP model that can be read</source>
        <translation>它不是能够读取的 CLIP 模型</translation>
    </message>
    <message>
        <source>its settings are wrong: {detail}</source>
        <translation>它的设置有误：{detail}</translation>
    </message>
    <message>
        <source>it is a refiner, which only works over another model&apos;s pictures; take the base model</source>
        <translation>它是精修模型（refiner），只能加工其他模型的图像；请选用基础模型</translation>
    </message>
    <message>
        <source>{file} does not match its checksum</source>
        <translation>{file} 与其校验和不符</translation>
    </message>
    <message>
        <source>its network predicts “{kind}”, which is not known</source>
        <translation>它的网络预测“{kind}”，本程序不认识</translation>
    </message>
    <message>
        <source>its noise schedule “{kind}” is not known</source>
        <translation>本程序不认识它的噪声安排“{kind}”</translation>
    </message>
    <message>
        <source>{file} does not hold settings</source>
        <translation>{file} 中没有设置</translation>
    </message>
    <message>
        <source>{file} may contain a program; only safetensors are opened</source>
        <translation>{file} 可能含有程序；只打开 safetensors 文件</translation>
    </message>
    <message>
        <source>{file} lists no tensors</source>
        <translation>{file} 没有列出任何张量</translation>
    </message>
    <message>
        <source>{file} lists too many files</source>
        <translation>{file} 列出的文件太多</translation>
    </message>
    <message>
        <source>{file} is incomplete</source>
        <translation>{file} 不完整</translation>
    </message>
    <message>
        <source>{count} tensors are missing, the first is {tensor}</source>
        <translation>缺少 {count} 个张量，第一个是 {tensor}</translation>
    </message>
    <message>
        <source>{count} tensors do not belong here, like {tensor}</source>
        <translation>有 {count} 个张量不属于这里，例如 {tensor}</translation>
    </message>
    <message>
        <source>{file} is too large</source>
        <translation>{file} 太大</translation>
    </message>
    <message>
        <source>{file} cannot be read</source>
        <translation>{file} 无法读取</translation>
    </message>
    <message>
        <source>{file} names a file outside of the folder</source>
        <translation>{file} 指向文件夹之外的文件</translation>
    </message>
    <message>
        <source>{file} lacks {tensor}, which its index promises</source>
        <translation>{file} 缺少索引中列出的 {tensor}</translation>
    </message>
    <message>
        <source>the table of contents of {file} is wrong</source>
        <translation>{file} 的目录有误</translation>
    </message>
    <message>
        <source>{tensor} has the shape {shapes}</source>
        <translation>{tensor} 的形状不对（{shapes}）</translation>
    </message>
    <message>
        <source>{tensor} contains invalid numbers</source>
        <translation>{tensor} 含有无效数字</translation>
    </message>
    <message>
        <source>{file} is incomplete or no safetensors file</source>
        <translation>{file} 不完整，或不是 safetensors 文件</translation>
    </message>
    <message>
        <source>{file} lacks tensors that its index promises</source>
        <translation>{file} 缺少索引中列出的张量</translation>
    </message>
    <message>
        <source>its schedule ends in pure noise, where a network that predicts noise foresees nothing</source>
        <translation>它的噪声安排以纯噪声开始，而预测噪声的网络在那里无从预测</translation>
    </message>
    <message>
        <source>it brings program code, {program}, which is never run</source>
        <translation>它带有程序代码 {program}，而这种代码从不运行</translation>
    </message>
    <message>
        <source>a {kind} is not supported</source>
        <translation>不支持 {kind}</translation>
    </message>
    <message>
        <source>its {part} needs program code from elsewhere</source>
        <translation>它的 {part} 需要别处的程序代码</translation>
    </message>
    <message>
        <source>it has no gates for boxes</source>
        <translation>它没有用于方框的门控</translation>
    </message>
    <message>
        <source>{tensor} is missing</source>
        <translation>缺少 {tensor}</translation>
    </message>
    <message>
        <source>its text encoder does not fit its U-Net</source>
        <translation>它的文本编码器与其 U-Net 不匹配</translation>
    </message>
    <message>
        <source>it has parts that are not stored</source>
        <translation>它有未保存的部分</translation>
    </message>
    <message>
        <source>it comes without a VAE; choose one beside it</source>
        <translation>它没有附带 VAE；请另选一个 VAE</translation>
    </message>
    <message>
        <source>its config.json describes no network that can be built</source>
        <translation>它的 config.json 描述的网络无法构建</translation>
    </message>
    <message>
        <source>it was made for another model</source>
        <translation>它是为另一个模型制作的</translation>
    </message>
    <message>
        <source>it is no ControlNet</source>
        <translation>它不是 ControlNet</translation>
    </message>
    <message>
        <source>{file} may contain a program; only .safetensors files are opened</source>
        <translation>{file} 可能含有程序；只打开 .safetensors 文件</translation>
    </message>
    <message>
        <source>it is no VAE of this kind of model</source>
        <translation>它不是适用于此类模型的 VAE</translation>
    </message>
    <message>
        <source>it was made to change pictures by instructions, which is not supported</source>
        <translation>它用于按指令修改图像，尚不支持</translation>
    </message>
    <message>
        <source>it reads depth by itself, which is not supported; take a ControlNet for depth</source>
        <translation>它自带深度输入，尚不支持；请改用深度 ControlNet</translation>
    </message>
    <message>
        <source>it was made for other work on pictures</source>
        <translation>它用于其他图像处理</translation>
    </message>
    <message>
        <source>models of FLUX, Stable Diffusion 3 and other transformers are not supported; take one of Stable Diffusion 1.x, 2.x or XL</source>
        <translation>不支持 FLUX、Stable Diffusion 3 等 Transformer 模型；请选用 Stable Diffusion 1.x、2.x 或 XL 的模型</translation>
    </message>
    <message>
        <source>it is an IP-Adapter, which is not supported; take a LoRA or a ControlNet instead</source>
        <translation>它是 IP-Adapter，尚不支持；请改用 LoRA 或 ControlNet</translation>
    </message>
    <message>
        <source>it was made for moving pictures</source>
        <translation>它用于生成动画</translation>
    </message>
    <message>
        <source>it holds GLIGEN&apos;s gates, which are added to a model</source>
        <translation>它是 GLIGEN 的门控权重，需加到模型上使用</translation>
    </message>
    <message>
        <source>it is a T2I-Adapter, which is added to a model</source>
        <translation>它是要加到模型上的 T2I 适配器</translation>
    </message>
    <message>
        <source>it is a VAE, which is chosen beside a model</source>
        <translation>它是 VAE，需与模型一起选用</translation>
    </message>
    <message>
        <source>it is one part of a model; take the folder with all of its parts</source>
        <translation>它只是模型的一部分；请选择包含所有部分的文件夹</translation>
    </message>
    <message>
        <source>it was made for a family of models that is not supported</source>
        <translation>它是为不受支持的模型系列制作的</translation>
    </message>
    <message>
        <source>it is a LoRA, no ControlNet</source>
        <translation>它是 LoRA，不是 ControlNet</translation>
    </message>
    <message>
        <source>its table of contents is wrong</source>
        <translation>它的目录有误</translation>
    </message>
    <message>
        <source>it is a textual inversion, which is added to a model as a LoRA is</source>
        <translation>它是文本反转（embedding），应像 LoRA 一样加到模型上</translation>
    </message>
    <message>
        <source>it has no tokenizer</source>
        <translation>它没有分词器</translation>
    </message>
    <message>
        <source>it is no ControlNet but a T2I-Adapter</source>
        <translation>它不是 ControlNet，而是 T2I 适配器</translation>
    </message>
    <message>
        <source>it is no T2I-Adapter but a ControlNet</source>
        <translation>它不是 T2I 适配器，而是 ControlNet</translation>
    </message>
    <message>
        <source>it is a ControlNet in the form of a LoRA, which is not supported; take the whole ControlNet</source>
        <translation>它是 LoRA 形式的 ControlNet，尚不支持；请改用完整的 ControlNet</translation>
    </message>
    <message>
        <source>its picture reader does not fit its gates</source>
        <translation>它的图片读取器与其门控不匹配</translation>
    </message>
    <message>
        <source>its picture reader contains invalid numbers</source>
        <translation>它的图片读取器含有无效数字</translation>
    </message>
    <message>
        <source>the settings of its picture reader are wrong</source>
        <translation>它的图片读取器设置有误</translation>
    </message>
    <message>
        <source>it comes without a text encoder</source>
        <translation>它没有附带文本编码器</translation>
    </message>
    <message>
        <source>it is no whole Stable Diffusion model</source>
        <translation>它不是完整的 Stable Diffusion 模型</translation>
    </message>
    <message>
        <source>its U-Net does not fit its text encoder</source>
        <translation>它的 U-Net 与其文本编码器不匹配</translation>
    </message>
    <message>
        <source>it is a LoRA, which is added to a model</source>
        <translation>它是要加到模型上的 LoRA</translation>
    </message>
    <message>
        <source>it is a ControlNet, which is added to a model</source>
        <translation>它是要加到模型上的 ControlNet</translation>
    </message>
    <message>
        <source>its tokenizer cannot be read</source>
        <translation>它的分词器无法读取</translation>
    </message>
    <message>
        <source>its tokenizer does not belong to its text encoder</source>
        <translation>它的分词器不属于其文本编码器</translation>
    </message>
    <message>
        <source>the settings of its text encoder are wrong</source>
        <translation>它的文本编码器设置有误</translation>
    </message>
</context>
<context>
    <name>Denoising</name>
    <message>
        <source>Denoising</source>
        <translation>重绘幅度</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>(no prompt)</source>
        <translation>（无提示词）</translation>
    </message>
    <message>
        <source>Without: {text}</source>
        <translation>不含：{text}</translation>
    </message>
    <message>
        <source>Boxes: {text}</source>
        <translation>方框：{text}</translation>
    </message>
    <message>
        <source>{steps} steps, guidance scale {scale}, {scheduler}</source>
        <translation>{steps} 步，引导系数 {scale}，{scheduler}</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Embedded model</source>
        <translation>内置模型</translation>
    </message>
    <message>
        <source>{width} × {height}, made in {seconds} s on {when}</source>
        <translation>{width} × {height}，用时 {seconds} 秒，{when}</translation>
    </message>
    <message>
        <source>Follows the drawing to {share} %</source>
        <translation>对画稿的遵循度 {share} %</translation>
    </message>
    <message>
        <source>Begun from another picture</source>
        <translation>从另一张图片开始</translation>
    </message>
    <message>
        <source>On the boards: {names}</source>
        <translation>所在图集：{names}</translation>
    </message>
    <message>
        <source>The chosen picture</source>
        <translation>所选图片</translation>
    </message>
    <message>
        <source>Choose a picture to see what made it.</source>
        <translation>选择一张图片，查看它是如何生成的。</translation>
    </message>
    <message>
        <source>What made this</source>
        <translation>生成方式</translation>
    </message>
</context>
<context>
    <name>DropAndPaste</name>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
</context>
<context>
    <name>DropOffer</name>
    <message>
        <source>Use as &amp;reference picture</source>
        <translation>用作参考图(&amp;R)</translation>
    </message>
    <message>
        <source>It lies under the drawing, to be traced or to steer by. Ctrl+Shift+V pastes it so at once</source>
        <translation>放在画稿下方，用于描摹或引导。按 Ctrl+Shift+V 可直接这样粘贴</translation>
    </message>
    <message>
        <source>Its lines become strokes, which can be edited</source>
        <translation>其中的线条变成可编辑的笔画</translation>
    </message>
    <message>
        <source>It is changed, instead of beginning from noise alone</source>
        <translation>在它的基础上修改，而不是只从噪声开始</translation>
    </message>
    <message>
        <source>Import its &amp;lines</source>
        <translation>导入其中的线条(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Open the drawing in it</source>
        <translation>打开其中的画稿(&amp;O)</translation>
    </message>
    <message>
        <source>The drawing and the settings from which the picture was made</source>
        <translation>生成该图片所用的画稿和设置</translation>
    </message>
    <message>
        <source>&amp;Begin from this picture</source>
        <translation>从此图片开始(&amp;B)</translation>
    </message>
</context>
<context>
    <name>EllipseTool</name>
    <message>
        <source>Ellipse: drag from corner to corner. Shift: circle. Alt: from the middle</source>
        <translation>椭圆：从一角拖到另一角。Shift：圆。Alt：从中心开始</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
</context>
<context>
    <name>EraserTool</name>
    <message>
        <source>Eraser: drag to erase. Shift+click: straight line. [ and ], or Alt+drag: size. B: back to the pen</source>
        <translation>橡皮：拖动擦除。Shift+单击：直线。[ 和 ] 或 Alt+拖动：大小。B：回到画笔</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
</context>
<context>
    <name>ExportNotifications</name>
    <message>
        <source>Writing “{name}”…</source>
        <translation>正在写入“{name}”…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Exported as “{name}”.</source>
        <translation>已导出为“{name}”。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Export cut-out</source>
        <translation>导出抠图</translation>
    </message>
    <message>
        <source>Export drawing</source>
        <translation>导出线稿</translation>
    </message>
    <message>
        <source>Export layers</source>
        <translation>导出图层</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>without: {text}</source>
        <translation>不要：{text}</translation>
    </message>
    <message>
        <source>seed {seed}  ·  {steps} steps  ·  guidance {guidance}  ·  {scheduler}  ·  {width} × {height}</source>
        <translation>种子 {seed}  ·  {steps} 步  ·  引导系数 {guidance}  ·  {scheduler}  ·  {width} × {height}</translation>
    </message>
    <message>
        <source>strength {strength}</source>
        <translation>强度 {strength}</translation>
    </message>
    <message>
        <source>{name} {strength}</source>
        <translation>{name} {strength}</translation>
    </message>
    <message>
        <source>steps {start}–{end} %</source>
        <translation>步骤 {start}–{end} %</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>prompt only</source>
        <translation>只用提示词</translation>
    </message>
    <message>
        <source>(no prompt)</source>
        <translation>（无提示词）</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Save the changes to “{name}”?</source>
        <translation>要保存对“{name}”的修改吗？</translation>
    </message>
    <message>
        <source>Otherwise they are lost.</source>
        <translation>否则修改会丢失。</translation>
    </message>
    <message>
        <source>A picture is still being made. Quit all the same?</source>
        <translation>图片仍在生成中。仍要退出吗？</translation>
    </message>
    <message>
        <source>What is not finished is lost.</source>
        <translation>未完成的内容将会丢失。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>“{name}” was changed by another program or window since you opened it.</source>
        <translation>“{name}”在您打开之后已被其他程序或窗口更改。</translation>
    </message>
    <message>
        <source>If you save it here, those changes are lost.</source>
        <translation>如果在这里保存，那些更改将会丢失。</translation>
    </message>
    <message>
        <source>Save anyway</source>
        <translation>仍然保存</translation>
    </message>
    <message>
        <source>“{name}” is write-protected.</source>
        <translation>“{name}”是只读文件。</translation>
    </message>
    <message>
        <source>You can replace it all the same, or save under another name.</source>
        <translation>您仍可以替换它，或以其他名称保存。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>{count} pictures could not be put into the gallery. Quit all the same?</source>
        <translation>有 {count} 张图片未能存入图库。仍要退出吗？</translation>
    </message>
    <message>
        <source>They are lost then. Export them, or make room on the disk.</source>
        <translation>退出后它们将会丢失。请先导出，或清出磁盘空间。</translation>
    </message>
    <message>
        <source>Drawings and pictures</source>
        <translation>画稿和图片</translation>
    </message>
    <message>
        <source>Sketchpad drawings</source>
        <translation>Sketchpad 画稿</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Pictures and SVG files</source>
        <translation>图片和 SVG 文件</translation>
    </message>
    <message>
        <source>Import lines</source>
        <translation>导入线条</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Begin from a picture</source>
        <translation>从图片开始</translation>
    </message>
    <message>
        <source>Place reference picture</source>
        <translation>放置参考图</translation>
    </message>
    <message>
        <source>Open palette</source>
        <translation>打开调色板</translation>
    </message>
    <message>
        <source>Palettes</source>
        <translation>调色板</translation>
    </message>
    <message>
        <source>Save guidance preset</source>
        <translation>保存引导预设</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save style</source>
        <translation>保存风格</translation>
    </message>
    <message>
        <source>Tables of styles</source>
        <translation>风格表</translation>
    </message>
    <message>
        <source>Import styles</source>
        <translation>导入风格</translation>
    </message>
    <message>
        <source>New board</source>
        <translation>新图集</translation>
    </message>
    <message>
        <source>Delete {count} pictures for good?</source>
        <translation>永久删除 {count} 张图片？</translation>
    </message>
    <message>
        <source>Their files are deleted from the disk.</source>
        <translation>它们的文件会从磁盘上删除。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Best of several seeds</source>
        <translation>从多个种子中选优</translation>
    </message>
    <message>
        <source>Pictures to make</source>
        <translation>要生成的图片数</translation>
    </message>
    <message>
        <source>LoRA files</source>
        <translation>LoRA 文件</translation>
    </message>
    <message>
        <source>Add a LoRA</source>
        <translation>添加 LoRA</translation>
    </message>
    <message>
        <source>VAE files</source>
        <translation>VAE 文件</translation>
    </message>
    <message>
        <source>Choose a VAE</source>
        <translation>选择 VAE</translation>
    </message>
    <message>
        <source>Save drawing</source>
        <translation>保存画稿</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Throw “{name}” away?</source>
        <translation>丢弃“{name}”吗？</translation>
    </message>
    <message>
        <source>It is in no other file and cannot be brought back.</source>
        <translation>它不在任何其他文件中，丢弃后无法找回。</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>“{name}” exists already. Replace it?</source>
        <translation>“{name}”已存在。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Embedded model</source>
        <translation>内置模型</translation>
    </message>
    <message>
        <source>Any model</source>
        <translation>任何模型</translation>
    </message>
    <message>
        <source>Any size</source>
        <translation>任何尺寸</translation>
    </message>
    <message>
        <source>Words of the prompt</source>
        <translation>提示词中的词</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Any method</source>
        <translation>任何方法</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>最近 365 天</translation>
    </message>
</context>
<context>
    <name>GalleryController</name>
    <message>
        <source>A comparison is being made. Wait until it is done, or stop it.</source>
        <translation>正在进行一次对比。请等待它完成，或停止它。</translation>
    </message>
    <message>
        <source>Export pictures</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The gallery has reached its limit: its {count} oldest pictures are in the bin.</source>
        <translation>图库已达到上限：最旧的 {count} 张图片已放入回收站。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>{methods}, seed {seed}</source>
        <translation>{methods}，种子 {seed}</translation>
    </message>
    <message>
        <source>{text}, starred</source>
        <translation>{text}，已加星</translation>
    </message>
</context>
<context>
    <name>GalleryWindow</name>
    <message>
        <source>Gallery – Sketchpad</source>
        <translation>图库 – Sketchpad</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{chosen} of {found}</source>
        <translation>{found}中的 {chosen} 张</translation>
    </message>
    <message>
        <source>{count} pictures are in the bin.</source>
        <translation>{count} 张图片已放入回收站。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>New board…</source>
        <translation>新图集…</translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>重新对比</translation>
    </message>
    <message>
        <source>seed {seed} · {steps} steps · same noise for each seed</source>
        <translation>种子 {seed} · {steps} 步 · 同一种子噪声相同</translation>
    </message>
</context>
<context>
    <name>Hint</name>
    <message>
        <source>Scribble</source>
        <translation>涂鸦</translation>
    </message>
    <message>
        <source>Canny</source>
        <translation>Canny</translation>
    </message>
    <message>
        <source>Line art</source>
        <translation>线稿</translation>
    </message>
    <message>
        <source>Anime line art</source>
        <translation>动漫线稿</translation>
    </message>
    <message>
        <source>Soft edge</source>
        <translation>柔和边缘</translation>
    </message>
    <message>
        <source>Straight lines</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>法线</translation>
    </message>
    <message>
        <source>Segmentation</source>
        <translation>语义分割</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>姿势</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Weak edges</source>
        <translation>弱边缘</translation>
    </message>
    <message>
        <source>Strong edges</source>
        <translation>强边缘</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Shortest line</source>
        <translation>最短线条</translation>
    </message>
    <message>
        <source>Relief</source>
        <translation>起伏</translation>
    </message>
    <message>
        <source>Coarseness</source>
        <translation>粗糙度</translation>
    </message>
    <message>
        <source>Drawn lines</source>
        <translation>所画线条</translation>
    </message>
</context>
<context>
    <name>HistoryMenu</name>
    <message>
        <source>No picture was made yet</source>
        <translation>还没有生成过图片</translation>
    </message>
    <message>
        <source>Take a recent prompt</source>
        <translation>使用最近的提示词</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>Newest pictures of the gallery</source>
        <translation>图库中最新的图片</translation>
    </message>
    <message>
        <source>The pictures you make are kept here, and in the gallery.</source>
        <translation>您生成的图片会保存在这里和图库中。</translation>
    </message>
</context>
<context>
    <name>InitImageCard</name>
    <message>
        <source>Remove starting picture</source>
        <translation>移除起始图片</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>重绘幅度</translation>
    </message>
    <message>
        <source>Picture to begin from</source>
        <translation>起始图片</translation>
    </message>
    <message>
        <source>A picture made before</source>
        <translation>之前生成的图片</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Change strength</source>
        <translation>改变强度</translation>
    </message>
    <message>
        <source>Change colour</source>
        <translation>改变颜色</translation>
    </message>
    <message>
        <source>Change picture of a box</source>
        <translation>改变方框的图片</translation>
    </message>
    <message>
        <source>Phrase</source>
        <translation>短语</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Phrase of the box</source>
        <translation>方框的短语</translation>
    </message>
    <message>
        <source>What goes here?</source>
        <translation>这里画什么？</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Strength of the box</source>
        <translation>方框的强度</translation>
    </message>
    <message>
        <source>How strongly this box is obeyed; 0 is as if it were not there</source>
        <translation>这个方框起多大作用；0 等于没有</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Not moved, resized or deleted by accident</source>
        <translation>不会被误移动、缩放或删除</translation>
    </message>
    <message>
        <source>X</source>
        <translation>横</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>纵</translation>
    </message>
    <message>
        <source>W</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>H</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation>左边缘</translation>
    </message>
    <message>
        <source>Top edge</source>
        <translation>上边缘</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Unit of the numbers</source>
        <translation>数值单位</translation>
    </message>
    <message>
        <source>px</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Name box</source>
        <translation>命名方框</translation>
    </message>
</context>
<context>
    <name>Joint</name>
    <message>
        <source>nose</source>
        <translation>鼻子</translation>
    </message>
    <message>
        <source>neck</source>
        <translation>颈部</translation>
    </message>
    <message>
        <source>right shoulder</source>
        <translation>右肩</translation>
    </message>
    <message>
        <source>right elbow</source>
        <translation>右肘</translation>
    </message>
    <message>
        <source>right wrist</source>
        <translation>右腕</translation>
    </message>
    <message>
        <source>left shoulder</source>
        <translation>左肩</translation>
    </message>
    <message>
        <source>left elbow</source>
        <translation>左肘</translation>
    </message>
    <message>
        <source>left wrist</source>
        <translation>左腕</translation>
    </message>
    <message>
        <source>right hip</source>
        <translation>右髋</translation>
    </message>
    <message>
        <source>right knee</source>
        <translation>右膝</translation>
    </message>
    <message>
        <source>right ankle</source>
        <translation>右踝</translation>
    </message>
    <message>
        <source>left hip</source>
        <translation>左髋</translation>
    </message>
    <message>
        <source>left knee</source>
        <translation>左膝</translation>
    </message>
    <message>
        <source>left ankle</source>
        <translation>左踝</translation>
    </message>
    <message>
        <source>right eye</source>
        <translation>右眼</translation>
    </message>
    <message>
        <source>left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>right ear</source>
        <translation>右耳</translation>
    </message>
    <message>
        <source>left ear</source>
        <translation>左耳</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>New key</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Press a key</source>
        <translation>请按下快捷键</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>指定</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <source>Usual key</source>
        <translation>默认快捷键</translation>
    </message>
    <message>
        <source>All usual keys</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Choose a line to change its key</source>
        <translation>选择一行以更改快捷键</translation>
    </message>
    <message>
        <source>This key belongs to: {names}. It will be taken from there.</source>
        <translation>此快捷键已用于：{names}。指定后将从那里移除。</translation>
    </message>
</context>
<context>
    <name>KindRow</name>
    <message>
        <source>Reads</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Control image</source>
        <translation>控制图</translation>
    </message>
    <message>
        <source>What is made of the drawing for the network to read</source>
        <translation>由画稿得到、供网络读取的内容</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>模型所见</translation>
    </message>
</context>
<context>
    <name>LassoTool</name>
    <message>
        <source>Lasso: draw around lines to select them. Shift: add. Drag what is selected to move it, with Alt a copy. 1, 2, 3: role</source>
        <translation>套索：圈住线条进行选择。Shift：添加。拖动选中的内容进行移动，按 Alt 则复制。1、2、3：作用</translation>
    </message>
</context>
<context>
    <name>LayerCommands</name>
    <message>
        <source>Choose layer</source>
        <translation>选择图层</translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Hide layer</source>
        <translation>隐藏图层</translation>
    </message>
    <message>
        <source>Lock layer</source>
        <translation>锁定图层</translation>
    </message>
    <message>
        <source>Unlock layer</source>
        <translation>解锁图层</translation>
    </message>
    <message>
        <source>Layer opacity</source>
        <translation>图层不透明度</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>重命名图层</translation>
    </message>
    <message>
        <source>New layer</source>
        <translation>新建图层</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>复制图层</translation>
    </message>
    <message>
        <source>Merge layers</source>
        <translation>合并图层</translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation>删除图层</translation>
    </message>
    <message>
        <source>Order of layers</source>
        <translation>图层顺序</translation>
    </message>
</context>
<context>
    <name>LayerList</name>
    <message>
        <source>click the eye to hide it</source>
        <translation>单击眼睛以隐藏</translation>
    </message>
    <message>
        <source>click to show it</source>
        <translation>单击眼睛以显示</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>Reading “{name}”…</source>
        <translation>正在读取“{name}”…</translation>
    </message>
    <message>
        <source>Reference picture</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>La&amp;yers</source>
        <translation>图层(&amp;Y)</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>姿势</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>visible</source>
        <translation>可见</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>opacity {percent} %</source>
        <translation>不透明度 {percent} %</translation>
    </message>
    <message>
        <source>“{layer}” is hidden: show this layer to change what is on it</source>
        <translation>“{layer}”已隐藏：显示此图层后才能更改其内容</translation>
    </message>
    <message>
        <source>“{layer}” is locked: unlock this layer to change what is on it</source>
        <translation>“{layer}”已锁定：解锁此图层后才能更改其内容</translation>
    </message>
</context>
<context>
    <name>LayersPage</name>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of “{layer}”</source>
        <translation>“{layer}”的不透明度</translation>
    </message>
    <message>
        <source>Layers, the topmost first</source>
        <translation>图层，最上面的在前</translation>
    </message>
</context>
<context>
    <name>LeftPanel</name>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>Model sees</source>
        <translation>模型所见</translation>
    </message>
</context>
<context>
    <name>LineOptions</name>
    <message>
        <source>How lines are drawn</source>
        <translation>线条的画法</translation>
    </message>
    <message>
        <source>Steadiness</source>
        <translation>稳定程度</translation>
    </message>
    <message>
        <source>How far the line follows behind the pointer</source>
        <translation>线条落在指针后面多远</translation>
    </message>
</context>
<context>
    <name>LineTool</name>
    <message>
        <source>Line: drag from end to end. Shift: by 45°. Alt: from the middle</source>
        <translation>直线：从一端拖到另一端。Shift：45° 对齐。Alt：从中点开始</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>直线</translation>
    </message>
</context>
<context>
    <name>LintPage</name>
    <message>
        <source>Nothing to mend. Prompt, boxes, lines and size are looked at after every change.</source>
        <translation>没有需要修改的地方。每次更改后都会检查提示词、方框、线条和尺寸。</translation>
    </message>
</context>
<context>
    <name>LiveSwitch</name>
    <message>
        <source>Live drawing</source>
        <translation>实时绘画</translation>
    </message>
    <message>
        <source>Live: waits, to save the battery</source>
        <translation>实时：为节省电池而等待</translation>
    </message>
    <message>
        <source>Live: waits for the other pictures</source>
        <translation>实时：等其他图片完成</translation>
    </message>
    <message>
        <source>Getting the model ready…</source>
        <translation>正在准备模型…</translation>
    </message>
    <message>
        <source>Live, without a fast variant · {seconds} s</source>
        <translation>实时，模型没有快速版本 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Live · {seconds} s</source>
        <translation>实时 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Live: this picture is {behind} s older than your drawing</source>
        <translation>实时：这张图片比你的画落后 {behind} 秒</translation>
    </message>
    <message>
        <source>Live: refining, step {index} of {total}</source>
        <translation>实时：正在细化，第 {index} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Live · refined in {seconds} s</source>
        <translation>实时 · 细化用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>Live: step {index} of {total}</source>
        <translation>实时：第 {index} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Live: draw, the picture follows</source>
        <translation>实时：边画边出图</translation>
    </message>
</context>
<context>
    <name>LocalRow</name>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Take out of the list; nothing is deleted</source>
        <translation>从列表中移出；不会删除任何文件</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Comes with Sketchpad</source>
        <translation>Sketchpad 自带</translation>
    </message>
    <message>
        <source>{size} pixels</source>
        <translation>{size} 像素</translation>
    </message>
</context>
<context>
    <name>LoraCard</name>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Remove the LoRA</source>
        <translation>移除此 LoRA</translation>
    </message>
</context>
<context>
    <name>MaskBar</name>
    <message>
        <source>Edge</source>
        <translation>边缘</translation>
    </message>
    <message>
        <source>Grow, feather and padding of the mask</source>
        <translation>蒙版的扩展、羽化与边距</translation>
    </message>
</context>
<context>
    <name>MaskController</name>
    <message>
        <source>Mas&amp;k and page</source>
        <translation>蒙版与页面(&amp;K)</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <source>Mask and page</source>
        <translation>蒙版与页面</translation>
    </message>
    <message>
        <source>Mask boxes</source>
        <translation>蒙版覆盖方框</translation>
    </message>
    <message>
        <source>Mask region</source>
        <translation>蒙版覆盖区域</translation>
    </message>
    <message>
        <source>Nothing is painted of this class</source>
        <translation>还没有画过这个类别</translation>
    </message>
    <message>
        <source>Mask the selected lines</source>
        <translation>蒙版覆盖所选线条</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>反转蒙版</translation>
    </message>
    <message>
        <source>Paint the masked part alone</source>
        <translation>仅绘制蒙版区域</translation>
    </message>
</context>
<context>
    <name>MaskTool</name>
    <message>
        <source>Mask: drag over what is to change. Shift+click: straight line. Alt+drag: size. 0: eraser</source>
        <translation>蒙版：在要改变的地方拖动。Shift+单击：直线。Alt+拖动：大小。0：橡皮擦</translation>
    </message>
    <message>
        <source>Mask: draw around what is to change, or click a place that lines enclose. 0: eraser</source>
        <translation>蒙版：圈出要改变的部分，或单击线条围成的区域。0：橡皮擦</translation>
    </message>
    <message>
        <source>Mask: drag a rectangle over what is to change. 0: eraser</source>
        <translation>蒙版：在要改变的地方拖出矩形。0：橡皮擦</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>擦除蒙版</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
</context>
<context>
    <name>MatrixBar</name>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Add a column</source>
        <translation>添加一列</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>添加一行</translation>
    </message>
    <message>
        <source>{name}, as text</source>
        <translation>{name}（文本）</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不分</translation>
    </message>
    <message>
        <source>For example: {example}</source>
        <translation>例如：{example}</translation>
    </message>
    <message>
        <source>The next seed</source>
        <translation>下一个种子</translation>
    </message>
    <message>
        <source>The next four seeds</source>
        <translation>接下来四个种子</translation>
    </message>
    <message>
        <source>Embedded model</source>
        <translation>内置模型</translation>
    </message>
</context>
<context>
    <name>MemoryLabel</name>
    <message>
        <source>Sketchpad uses {size} of this computer&apos;s memory.</source>
        <translation>Sketchpad 占用了本机 {size} 的内存。</translation>
    </message>
    <message>
        <source>It uses {size} of the graphics card&apos;s memory.</source>
        <translation>它占用了显卡 {size} 的显存。</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>内存占用</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Sam&amp;ples</source>
        <translation>示例(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Boxes</source>
        <translation>方框(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>Pro&amp;mpt</source>
        <translation>提示词(&amp;M)</translation>
    </message>
    <message>
        <source>Picture on the &amp;drawing</source>
        <translation>画稿上的图片(&amp;D)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Like the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Something went wrong. The log file has the details; your drawing is safe.</source>
        <translation>出了点问题。详情在日志文件中；您的画稿是安全的。</translation>
    </message>
    <message>
        <source>“{name}” could not be opened: the file is damaged. Try an older copy or a recovered drawing.</source>
        <translation>无法打开“{name}”：文件已损坏。请试试较早的副本或恢复的画稿。</translation>
    </message>
    <message>
        <source>“{name}” is not there any more. Choose another file.</source>
        <translation>“{name}”已不存在。请选择其他文件。</translation>
    </message>
    <message>
        <source>“{name}” could not be read. Check that you may open this file.</source>
        <translation>无法读取“{name}”。请检查您是否有权打开此文件。</translation>
    </message>
    <message>
        <source>“{name}” is not a Sketchpad drawing. Choose a .sketchpad, .svg or picture file.</source>
        <translation>“{name}”不是 Sketchpad 画稿。请选择 .sketchpad、.svg 或图片文件。</translation>
    </message>
    <message>
        <source>“{name}” is larger than any drawing Sketchpad makes, so it was not opened.</source>
        <translation>“{name}”比 Sketchpad 能生成的任何画稿都大，因此没有打开。</translation>
    </message>
    <message>
        <source>“{name}” is not an SVG drawing. Choose another file.</source>
        <translation>“{name}”不是 SVG 画稿。请选择其他文件。</translation>
    </message>
    <message>
        <source>“{name}” contains entity definitions, which Sketchpad does not open. Save it as plain SVG.</source>
        <translation>“{name}”含有实体定义，Sketchpad 不打开这类文件。请另存为普通 SVG。</translation>
    </message>
    <message>
        <source>“{name}” contains no lines that could be imported. Choose another file.</source>
        <translation>“{name}”中没有可以导入的线条。请选择其他文件。</translation>
    </message>
    <message>
        <source>“{name}” does not hold Quick, Draw! drawings. Choose another file.</source>
        <translation>“{name}”中没有 Quick, Draw! 画稿。请选择其他文件。</translation>
    </message>
    <message>
        <source>“{name}” was made by a newer Sketchpad (format {version}; this one reads up to {supported}). Update Sketchpad to open it.</source>
        <translation>“{name}”由更新版本的 Sketchpad 制作（格式 {version}；当前版本最高支持 {supported}）。请更新 Sketchpad 后再打开。</translation>
    </message>
    <message>
        <source>“{name}” could not be read as a picture. Save it as PNG or JPEG and try again.</source>
        <translation>无法把“{name}”读作图片。请存为 PNG 或 JPEG 后重试。</translation>
    </message>
    <message>
        <source>“{name}” is not there any more. Choose another picture.</source>
        <translation>“{name}”已不存在。请选择其他图片。</translation>
    </message>
    <message>
        <source>“{name}” is damaged or incomplete. Choose another picture.</source>
        <translation>“{name}”已损坏或不完整。请选择其他图片。</translation>
    </message>
    <message>
        <source>No lines were found in “{name}”. Choose a picture with clear lines on a plain background.</source>
        <translation>在“{name}”中没有找到线条。请选择背景干净、线条清楚的图片。</translation>
    </message>
    <message>
        <source>“{name}” has {megapixels} megapixels; at most {limit} can be opened. Make it smaller and try again.</source>
        <translation>“{name}”有 {megapixels} 百万像素；最多可打开 {limit} 百万像素。请缩小后重试。</translation>
    </message>
    <message>
        <source>“{name}” has far more than the {limit} megapixels that can be opened. Make it smaller and try again.</source>
        <translation>“{name}”远远超过可打开的 {limit} 百万像素。请缩小后重试。</translation>
    </message>
    <message>
        <source>The disk is full, so “{name}” was not saved; the file as it was before is unharmed. Free some space and save again.</source>
        <translation>磁盘已满，“{name}”未能保存；原来的文件没有受损。请腾出空间后再保存。</translation>
    </message>
    <message>
        <source>“{name}” could not be written; the file as it was before is unharmed. Check that you may write in this folder, or save elsewhere.</source>
        <translation>无法写入“{name}”；原来的文件没有受损。请检查您是否有权写入此文件夹，或保存到别处。</translation>
    </message>
    <message>
        <source>{label} must be between {low} and {high}, but was {value}.</source>
        <translation>{label}必须在 {low} 到 {high} 之间，而现在是 {value}。</translation>
    </message>
    <message>
        <source>{label} must be a multiple of {step} between {low} and {high}, but was {value}.</source>
        <translation>{label}必须是 {low} 到 {high} 之间 {step} 的倍数，而现在是 {value}。</translation>
    </message>
    <message>
        <source>{label} cannot be “{value}”. Choose one of: {choices}.</source>
        <translation>{label}不能是“{value}”。请选择：{choices}。</translation>
    </message>
    <message>
        <source>The model was not found in “{name}”. {how}</source>
        <translation>在“{name}”中没有找到模型。{how}</translation>
    </message>
    <message>
        <source>“{name}” was made for {theirs}, but the model is {ours}. Choose one that was made for {ours}.</source>
        <translation>“{name}”是为 {theirs} 制作的，而当前模型是 {ours}。请选择为 {ours} 制作的。</translation>
    </message>
    <message>
        <source>“{name}” was made for another model than this one. Choose one that fits.</source>
        <translation>“{name}”是为另一个模型制作的。请选择与当前模型相配的。</translation>
    </message>
    <message>
        <source>To see this in a picture Sketchpad needs a helper model: put it into “{folder}” as {file}. Drawings and finished control images work without it.</source>
        <translation>要从图片中看出这些内容，Sketchpad 需要一个辅助模型：请以 {file} 为名放入“{folder}”。画稿和现成的控制图不需要它。</translation>
    </message>
    <message>
        <source>To see this in a picture Sketchpad needs onnxruntime, which is not installed: pip install sketchpad[annotators]. Drawings and finished control images work without it.</source>
        <translation>要从图片中看出这些内容，Sketchpad 需要尚未安装的 onnxruntime：pip install sketchpad[annotators]。画稿和现成的控制图不需要它。</translation>
    </message>
    <message>
        <source>This control image cannot be made from a photograph. Choose a finished control image, or draw it.</source>
        <translation>无法从照片制作这种控制图。请选择现成的控制图，或自己画。</translation>
    </message>
    <message>
        <source>“{name}” cannot be used as a LoRA. Choose another file.</source>
        <translation>“{name}”不能作为 LoRA 使用。请选择其他文件。</translation>
    </message>
    <message>
        <source>The LoRA “{name}” is not there any more. Choose another file or take it off the list.</source>
        <translation>LoRA“{name}”已不在原处。请选择其他文件，或将它从列表中移除。</translation>
    </message>
    <message>
        <source>The LoRA “{name}” could not be read. Check that you may open this file.</source>
        <translation>无法读取 LoRA“{name}”。请检查您是否有权打开此文件。</translation>
    </message>
    <message>
        <source>“{name}” may contain a program, so it was not opened. Choose a LoRA as a .safetensors file.</source>
        <translation>“{name}”可能包含程序，因此没有打开。请选择 .safetensors 格式的 LoRA。</translation>
    </message>
    <message>
        <source>The LoRA “{name}” is damaged or incomplete. Download it again.</source>
        <translation>LoRA“{name}”已损坏或不完整。请重新下载。</translation>
    </message>
    <message>
        <source>“{name}” is not a LoRA. Choose another file.</source>
        <translation>“{name}”不是 LoRA。请选择其他文件。</translation>
    </message>
    <message>
        <source>“{name}” was made for {family}, but “{model}” is another kind of model. Choose a LoRA that fits it.</source>
        <translation>“{name}”是为 {family} 制作的，而“{model}”是另一种模型。请选择与它相配的 LoRA。</translation>
    </message>
    <message>
        <source>“{name}” was made for another kind of model: this one has no layer like “{detail}”. Choose a LoRA that fits it.</source>
        <translation>“{name}”是为另一种模型制作的：此模型没有“{detail}”这样的层。请选择与它相配的 LoRA。</translation>
    </message>
    <message>
        <source>This model cannot use {method}: it has no {missing}. Choose another method or model.</source>
        <translation>此模型不能使用 {method}：它没有 {missing}。请选择其他方法或模型。</translation>
    </message>
    <message>
        <source>No connection to {host}. Check the network and try again.</source>
        <translation>无法连接 {host}。请检查网络后重试。</translation>
    </message>
    <message>
        <source>{host} was asked too often from here. Wait some minutes and try again.</source>
        <translation>对 {host} 的请求过于频繁。请等几分钟后重试。</translation>
    </message>
    <message>
        <source>{host} has a fault of its own at the moment (status {status}). Try again later; what has arrived is kept.</source>
        <translation>{host} 目前出现故障（状态 {status}）。请稍后重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The connection to {host} broke off at {done} of {total}. Try again; what has arrived is kept.</source>
        <translation>与 {host} 的连接在 {done}（共 {total}）处中断。请重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The file {file} of “{name}” arrived damaged and was thrown away. Try again to fetch it anew.</source>
        <translation>“{name}”的文件 {file} 下载后已损坏并被丢弃。请重试以重新下载。</translation>
    </message>
    <message>
        <source>The disk became full at {done} of {total}. Make room and try again; what has arrived is kept.</source>
        <translation>下载到 {done}（共 {total}）时磁盘已满。请腾出空间后重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>Segmentation has no region. Paint one, name a box, or skip Segmentation.</source>
        <translation>“语义分割”控制没有区域：画一个，为方框填写短语，或跳过“语义分割”。</translation>
    </message>
    <message>
        <source>Pose has no person. Add one, name a box after one, or skip Pose.</source>
        <translation>“姿势”控制没有人物：添加一个，在方框中写上人物，或跳过“姿势”。</translation>
    </message>
    <message>
        <source>The model “{name}” cannot be used: {reason}. Choose another model or get this one again.</source>
        <translation>无法使用模型“{name}”：{reason}。请选择其他模型，或重新获取此模型。</translation>
    </message>
    <message>
        <source>“{name}” is a pipe or a device and not a file, so it was not opened. Choose a file.</source>
        <translation>“{name}”是管道或设备，不是文件，因此没有打开。请选择一个文件。</translation>
    </message>
    <message>
        <source>“{name}” was not written: its pictures begin from more than {limit} others. Take some of the cells away first.</source>
        <translation>“{name}”未写入：其中的起始图片超过 {limit} 张。请先移除一些格子。</translation>
    </message>
    <message>
        <source>“{name}” needs files that are neither where they were nor beside it: {needed}. Put them beside it and try again.</source>
        <translation>“{name}”所需的文件既不在原处，也不在它旁边：{needed}。请把这些文件放到它旁边再试。</translation>
    </message>
    <message>
        <source>“{name}” was made with other files than those that are here: {needed}. Put the right ones beside it and try again.</source>
        <translation>生成“{name}”时用的文件与这里的不同：{needed}。请把正确的文件放到它旁边再试。</translation>
    </message>
    <message>
        <source>“{name}” is a pipe or a device and not a file, so it was not opened. Choose a picture.</source>
        <translation>“{name}”是管道或设备，不是文件，因此没有打开。请选择一张图片。</translation>
    </message>
    <message>
        <source>The disk is full, so no copy of “{name}” could be written for recovery. Free some space, or save the drawing on another disk.</source>
        <translation>磁盘已满，无法写入“{name}”的恢复副本。请释放一些空间，或将画稿保存到其他磁盘。</translation>
    </message>
    <message>
        <source>No copy of “{name}” could be written for recovery. Save the drawing often, and check that you may write in the folder “{folder}”.</source>
        <translation>无法写入“{name}”的恢复副本。请经常保存画稿，并检查您是否有权写入文件夹“{folder}”。</translation>
    </message>
    <message>
        <source>“{name}” is not a PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF picture. Save it as one of those.</source>
        <translation>“{name}”不是 PNG、JPEG、WebP、AVIF、BMP、GIF 或 TIFF 图片。请存为其中一种。</translation>
    </message>
    <message>
        <source>“{name}” does not say what made it. Leave that out of the new picture, too: --no-metadata.</source>
        <translation>“{name}”没有说明它是如何生成的。请在新图片中也省略这一信息：--no-metadata。</translation>
    </message>
    <message>
        <source>“{name}” was not written, because it would be too large to be opened again; the file as it was before is unharmed. Take pictures, lines or words away and save again.</source>
        <translation>“{name}”没有写入，因为它会大到无法再次打开；原来的文件没有损坏。请删去一些图片、线条或文字，然后再保存。</translation>
    </message>
    <message>
        <source>“{name}” is write-protected, so it was left as it is. Save under another name, or allow changes to it first.</source>
        <translation>“{name}”是只读文件，因此保持原样。请以其他名称保存，或先允许更改该文件。</translation>
    </message>
    <message>
        <source>“{name}” was not changed: there is no room for more in it. Delete something first.</source>
        <translation>“{name}”没有更改：其中已放不下更多内容。请先删除一些。</translation>
    </message>
    <message>
        <source>The gallery&apos;s database is damaged. It is put aside and made anew from the pictures.</source>
        <translation>图库的数据库已损坏。它已被移到一旁，并根据图片重新建立。</translation>
    </message>
    <message>
        <source>“{name}” changes the model in a way that is not supported (neither LoRA nor LoHa, LoKr or DoRA). Choose another file.</source>
        <translation>“{name}”改变模型的方式不受支持（不是 LoRA、LoHa、LoKr 或 DoRA）。请选择其他文件。</translation>
    </message>
    <message>
        <source>There was not enough memory to make the picture. Choose a smaller size, let Sketchpad save memory in the preferences, or close other programs.</source>
        <translation>内存不足，无法生成图片。请选择较小的尺寸，在首选项中让 Sketchpad 节省内存，或关闭其他程序。</translation>
    </message>
    <message>
        <source>The picture turned into invalid numbers at step {step}. Lower the strengths or the guidance scale, or choose another seed.</source>
        <translation>图片在第 {step} 步变成了无效数值。请降低强度或引导系数，或换一个种子。</translation>
    </message>
    <message>
        <source>Nothing happened for {seconds} seconds, so the picture was given up. Generate it again; where that does not help, save your drawing and start Sketchpad again.</source>
        <translation>{seconds} 秒内没有任何进展，已放弃这张图片。请重新生成；如果仍然不行，请保存画稿并重新启动 Sketchpad。</translation>
    </message>
    <message>
        <source>At step {step} the picture turned into invalid numbers; it was finished in full precision.</source>
        <translation>第 {step} 步时画面出现无效数值；已用全精度完成。</translation>
    </message>
    <message>
        <source>“{name}” is not a palette of GIMP, or has no colours. Choose another .gpl file.</source>
        <translation>“{name}”不是 GIMP 调色板，或者没有颜色。请选择其他 .gpl 文件。</translation>
    </message>
    <message>
        <source>“{name}” is a HEIC photograph, and pillow-heif, which reads them, is not installed. Install it with “pip install pillow-heif”, or save the photograph as JPEG.</source>
        <translation>“{name}”是 HEIC 照片，而读取它所需的 pillow-heif 未安装。请用“pip install pillow-heif”安装，或将照片另存为 JPEG。</translation>
    </message>
    <message>
        <source>“{name}” holds no styles. Choose a CSV file with the columns name and prompt.</source>
        <translation>“{name}”中没有风格。请选择含有 name 和 prompt 两列的 CSV 文件。</translation>
    </message>
    <message>
        <source>There is no drawing and no picture in the folder “{name}” itself. Drop the files you want.</source>
        <translation>文件夹“{name}”里没有绘画，也没有图片。请直接拖入需要的文件。</translation>
    </message>
    <message>
        <source>“{name}” is on the web, and Sketchpad loads nothing from there. Copy the picture itself, or save it and drop the file.</source>
        <translation>“{name}”在网上，Sketchpad 不会从网上加载。请复制图片本身，或先保存再拖入文件。</translation>
    </message>
    <message>
        <source>Nothing in “{name}” can be told from what is around it. Draw its outline, or ask for a white background.</source>
        <translation>无法把“{name}”中的物体与周围区分开。请画出它的轮廓，或在提示词中要求白色背景。</translation>
    </message>
    <message>
        <source>There was not enough memory; the picture was finished with less of the model on the device, slower.</source>
        <translation>内存不足；已把模型的一部分移出设备后完成，速度较慢。</translation>
    </message>
    <message>
        <source>In step {step} the pull turned into invalid numbers and was left out. Lower the strength if the picture does not follow the lines.</source>
        <translation>第 {step} 步的牵引变成了无效数值，已略过。如果图片没有遵循线条，请降低强度。</translation>
    </message>
    <message>
        <source>The cluster could not be used.</source>
        <translation>无法使用集群。</translation>
    </message>
    <message>
        <source>Making pictures on a cluster needs Ray: run `pip install sketchpad[cluster]`.</source>
        <translation>在集群上生成图片需要 Ray：请运行 `pip install sketchpad[cluster]`。</translation>
    </message>
    <message>
        <source>Nobody answers at “{address}”. Check address and token, or make pictures on this computer.</source>
        <translation>“{address}”没有应答。请检查地址和令牌，或在本机生成图片。</translation>
    </message>
    <message>
        <source>{detail}</source>
        <translation>{detail}</translation>
    </message>
    <message>
        <source>The cluster “{address}” has no processor to spare. Add a machine: `sketchpad cluster join`.</source>
        <translation>集群“{address}”没有空闲的处理器。请添加一台机器：`sketchpad cluster join`。</translation>
    </message>
    <message>
        <source>All workers of the cluster “{address}” are in use. Wait until the other run is over, or make pictures on this computer.</source>
        <translation>集群“{address}”的所有工作进程都在使用中。请等待其他任务结束，或在本机生成图片。</translation>
    </message>
    <message>
        <source>The cluster could not be started: {detail} If this computer is in one already, end it with `sketchpad cluster stop` first.</source>
        <translation>无法启动集群：{detail} 如果本机已在某个集群中，请先用 `sketchpad cluster stop` 结束它。</translation>
    </message>
    <message>
        <source>This computer is in no cluster. Begin one: `sketchpad cluster start`.</source>
        <translation>本机不在任何集群中。请先启动一个：`sketchpad cluster start`。</translation>
    </message>
    <message>
        <source>This computer could not join the cluster: {detail}</source>
        <translation>本机无法加入集群：{detail}</translation>
    </message>
    <message>
        <source>The mask “{name}” is {width} × {height} pixels, but the page is {page_width} × {page_height}. Give both the same size.</source>
        <translation>蒙版“{name}”为 {width} × {height} 像素，而页面为 {page_width} × {page_height}。请使两者大小一致。</translation>
    </message>
    <message>
        <source>Nothing is light in the mask “{name}”, so nothing would change. Choose another one.</source>
        <translation>蒙版“{name}”中没有亮的部分，因此不会有任何改变。请换一个。</translation>
    </message>
    <message>
        <source>The mask “{name}” has too many small parts. Paint larger areas.</source>
        <translation>蒙版“{name}”的零碎部分过多。请绘制较大的区域。</translation>
    </message>
    <message>
        <source>The cluster could not be ended: {detail}</source>
        <translation>无法结束集群：{detail}</translation>
    </message>
    <message>
        <source>The cluster “{address}” has another version of Sketchpad, or none. Install the same version on all.</source>
        <translation>集群“{address}”上的 Sketchpad 版本不同或未安装。请在所有机器上安装相同版本。</translation>
    </message>
    <message>
        <source>The cluster runs {theirs}, this computer {ours}. Install the same versions on both.</source>
        <translation>集群运行的是 {theirs}，本机是 {ours}。请在两边安装相同的版本。</translation>
    </message>
    <message>
        <source>The machine that made this picture was lost, and others after it. Make it on this computer.</source>
        <translation>生成这张图片的机器以及之后的其他机器都已失去连接。请在本机生成。</translation>
    </message>
    <message>
        <source>The cluster could not make this picture. Its log says why.</source>
        <translation>集群无法生成这张图片。原因见其日志。</translation>
    </message>
    <message>
        <source>The prompt cannot be read.</source>
        <translation>无法读取提示词。</translation>
    </message>
    <message>
        <source>The folder wildcards has no file “{name}.txt” with choices. Correct the name.</source>
        <translation>wildcards 文件夹中没有含选项的通配符文件“{name}.txt”。请更正名称。</translation>
    </message>
    <message>
        <source>A wildcard of the prompt names itself. Change its file.</source>
        <translation>提示词中的某个通配符引用了自身。请修改其文件。</translation>
    </message>
    <message>
        <source>The choices of the prompt make it endlessly long. Take some out.</source>
        <translation>提示词的选项使其无限变长。请去掉一些。</translation>
    </message>
    <message>
        <source>This comparison cannot be made. Choose other rows or columns.</source>
        <translation>无法进行这个对比。请选择其他行或列。</translation>
    </message>
    <message>
        <source>All rows of a comparison change the same thing, and so do all columns. Choose one for each.</source>
        <translation>对比的所有行改变同一项，所有列也是。请各选一项。</translation>
    </message>
    <message>
        <source>This row or column is there already. Choose another value.</source>
        <translation>这一行或列已经存在。请选择其他值。</translation>
    </message>
    <message>
        <source>Rows and columns cannot both change the same thing. Choose something else for one.</source>
        <translation>行和列不能改变同一项。请为其中之一另选一项。</translation>
    </message>
    <message>
        <source>“{text}” was not understood as a row or column. Write it like the example in the field.</source>
        <translation>无法将“{text}”理解为行或列。请按照输入框中的示例书写。</translation>
    </message>
    <message>
        <source>A comparison has at most {limit} cells. Take a row or column away first.</source>
        <translation>一个对比最多有 {limit} 格。请先去掉一行或一列。</translation>
    </message>
    <message>
        <source>A branch keeps the model, size, solver, steps and passes of the picture it leaves, and has each thing first or not as that has. Change only the prompt, the drawing or the methods.</source>
        <translation>分支沿用原图的模型、尺寸、调度器、步数和遍数，是否逐框生成后合成也与原图一致。只能更改提示词、画稿或方法。</translation>
    </message>
    <message>
        <source>A branch can leave a picture after its steps 1 to {last}. Choose one of those.</source>
        <translation>分支可以从第 1 到 {last} 步之后开始。请从中选择。</translation>
    </message>
    <message>
        <source>This needs “{name}” ({size}, {licence}), which is not on this computer. Download it first.</source>
        <translation>这需要“{name}”（{size}，{licence}），而这台电脑上没有。请先下载。</translation>
    </message>
    <message>
        <source>“{name}” could not be downloaded. Try again later.</source>
        <translation>无法下载“{name}”。请稍后重试。</translation>
    </message>
    <message>
        <source>“{name}” is not on this computer, and Sketchpad works offline. Switch offline mode off in the preferences to download it.</source>
        <translation>这台电脑上没有“{name}”，而 Sketchpad 正处于离线模式。请在首选项中关闭离线模式后再下载。</translation>
    </message>
    <message>
        <source>The connection to {host} is not secure, so nothing was downloaded. Check the clock of this computer and its network.</source>
        <translation>与 {host} 的连接不安全，因此没有下载任何内容。请检查电脑的时钟和网络。</translation>
    </message>
    <message>
        <source>{host} leads to a place without a secure connection, so “{name}” was not downloaded.</source>
        <translation>{host} 指向一个没有安全连接的地址，因此没有下载“{name}”。</translation>
    </message>
    <message>
        <source>{host} does not give out “{name}” without knowing who asks. Look at {page}, put a token into HF_TOKEN and start Sketchpad again.</source>
        <translation>{host} 需要知道身份才会提供“{name}”。请查看 {page}，把令牌放入 HF_TOKEN，然后重新启动 Sketchpad。</translation>
    </message>
    <message>
        <source>“{name}” is only for those who have accepted its licence. Accept it at {page}, put a token into HF_TOKEN and start Sketchpad again.</source>
        <translation>只有接受其许可证的人才能使用“{name}”。请在 {page} 接受许可证，把令牌放入 HF_TOKEN，然后重新启动 Sketchpad。</translation>
    </message>
    <message>
        <source>“{name}” is not on {host} any more. Choose another model.</source>
        <translation>{host} 上已没有“{name}”。请选择其他模型。</translation>
    </message>
    <message>
        <source>{host} does not have the version of “{name}” that Sketchpad knows any more. Choose another model or update Sketchpad.</source>
        <translation>{host} 上已没有 Sketchpad 所知的那个“{name}”版本。请选择其他模型，或更新 Sketchpad。</translation>
    </message>
    <message>
        <source>{host} does not have the file {file} of “{name}”. Choose another model or update Sketchpad.</source>
        <translation>{host} 上没有“{name}”的文件 {file}。请选择其他模型，或更新 Sketchpad。</translation>
    </message>
    <message>
        <source>{host} has another file {file} of “{name}” than the one that Sketchpad knows, so it was not downloaded. Choose another model or update Sketchpad.</source>
        <translation>{host} 上“{name}”的文件 {file} 与 Sketchpad 所知的不同，因此没有下载。请选择其他模型或更新 Sketchpad。</translation>
    </message>
    <message>
        <source>“{name}” on {host} has grown to {size}, far more than Sketchpad knows of, so it was not downloaded. Choose another model or update Sketchpad.</source>
        <translation>{host} 上的“{name}”已增大到 {size}，远超 Sketchpad 所知，因此没有下载。请选择其他模型或更新 Sketchpad。</translation>
    </message>
    <message>
        <source>{host} gave an answer that Sketchpad does not understand, so “{name}” was not downloaded. Try again later.</source>
        <translation>{host} 的回答 Sketchpad 无法理解，因此没有下载“{name}”。请稍后重试。</translation>
    </message>
    <message>
        <source>{host} would not go on with “{name}” where it stopped. Cancel the download and begin again.</source>
        <translation>{host} 无法从中断处继续传送“{name}”。请取消下载后重新开始。</translation>
    </message>
    <message>
        <source>“{name}” needs {needed} more, but only {free} are free on the disk with “{folder}”. Make room and try again.</source>
        <translation>“{name}”还需要 {needed}，但“{folder}”所在磁盘只剩 {free}。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>“{folder}” cannot be written, so “{name}” was not downloaded. Check that you may write there.</source>
        <translation>无法写入“{folder}”，因此没有下载“{name}”。请检查您是否有权写入。</translation>
    </message>
    <message>
        <source>Another program is downloading “{name}” just now. Wait until it is done.</source>
        <translation>另一个程序正在下载“{name}”。请等它完成。</translation>
    </message>
    <message>
        <source>“{name}” on {host} is no model that Sketchpad can use ({why}).</source>
        <translation>{host} 上的“{name}”不是 Sketchpad 能用的模型（{why}）。</translation>
    </message>
    <message>
        <source>“{name}” comes without a VAE. Choose one beside the model.</source>
        <translation>“{name}”没有附带 VAE。请为模型另选一个 VAE。</translation>
    </message>
    <message>
        <source>The mask says what to repaint, but there is no picture to begin from. Choose one, or clear the mask.</source>
        <translation>蒙版指明了要重绘的部分，但没有起始图片。请选择一张，或清除蒙版。</translation>
    </message>
    <message>
        <source>Nothing of the page is masked. Paint the mask where the picture is to change, or clear it.</source>
        <translation>页面上没有任何部分被蒙版覆盖。请在要改变的地方绘制蒙版，或清除蒙版。</translation>
    </message>
    <message>
        <source>Describe the picture in the prompt first.</source>
        <translation>请先在提示词中描述图片。</translation>
    </message>
    <message>
        <source>This method follows lines: draw something first.</source>
        <translation>此方法遵循线条：请先画些线条。</translation>
    </message>
    <message>
        <source>All lines are set to Ignore. Follow them all, or draw others.</source>
        <translation>所有线条都设为“忽略”。请改为跟随，或另画一些。</translation>
    </message>
    <message>
        <source>This method needs boxes: drag one on the canvas and say what belongs in it.</source>
        <translation>此方法需要方框：在画布上拖出一个，并说明里面是什么。</translation>
    </message>
    <message>
        <source>A box says nothing yet: type what belongs in it.</source>
        <translation>有一个方框还没有短语：请输入其中的内容。</translation>
    </message>
    <message>
        <source>The picture of the box “{phrase}” is not looked at: these gates read phrases only. Choose GLIGEN gates that read pictures, from the folder of their pipeline.</source>
        <translation>方框“{phrase}”的图片不会被看到：这些门控只读短语。请选择能读图片的 GLIGEN 门控（其流水线所在的文件夹）。</translation>
    </message>
    <message>
        <source>{count} boxes are drawn, but the model takes at most {limit}. Delete some.</source>
        <translation>画了 {count} 个方框，但模型最多接受 {limit} 个。请删除一些。</translation>
    </message>
    <message>
        <source>The picture begins from this one, so the colour layer is not looked at. Remove one of the two.</source>
        <translation>图片从这张开始，因此不会看颜色图层。请去掉两者之一。</translation>
    </message>
    <message>
        <source>The prompt is longer than the model reads; its end is ignored: “{ignored}”.</source>
        <translation>提示词超出了模型能读的长度；末尾被忽略：“{ignored}”。</translation>
    </message>
    <message>
        <source>Between its start and its end there is no whole step, so this method does nothing. Widen its share or take more steps.</source>
        <translation>开始与结束之间没有完整的一步，因此此方法不起作用。请扩大范围或增加步数。</translation>
    </message>
    <message>
        <source>No box speaks of a person, so there is no pose to follow. Place a person with the pose tool, or name a box after one.</source>
        <translation>没有方框写有人物，因此没有可遵循的姿势。请用姿势工具放置一个人物，或在方框中写上人物。</translation>
    </message>
    <message>
        <source>No box speaks of something this network knows, so there is nothing to follow. Paint a region, or name things by their plain names, like cat, house or tree.</source>
        <translation>没有方框写有此网络认识的事物，因此没有可遵循的内容。请画一个区域，或使用普通名称，例如 cat、house 或 tree。</translation>
    </message>
    <message>
        <source>There is no “{region}” in the drawing, so this method does nothing. Choose where it counts.</source>
        <translation>画稿中没有“{region}”，因此这个方法不起作用。请选择它在哪里有效。</translation>
    </message>
    <message>
        <source>There is no method called “{name}”.</source>
        <translation>没有名为“{name}”的方法。</translation>
    </message>
    <message>
        <source>The size {width} × {height} does not fit this model. Choose multiples of {step}.</source>
        <translation>尺寸 {width} × {height} 不适合此模型。请选择 {step} 的倍数。</translation>
    </message>
    <message>
        <source>This model knows {count} things; not {words}.</source>
        <translation>此模型认识 {count} 种事物，不含 {words}。</translation>
    </message>
    <message>
        <source>Install Sketchpad again or choose another model.</source>
        <translation>请重新安装 Sketchpad 或选择其他模型。</translation>
    </message>
    <message>
        <source>Download it first.</source>
        <translation>请先下载。</translation>
    </message>
    <message>
        <source>Add it from the hub to the list of models, or choose another model.</source>
        <translation>请先从 Hub 将其添加到模型列表，或选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another network.</source>
        <translation>请选择其他网络。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another VAE.</source>
        <translation>请选择其他 VAE。</translation>
    </message>
    <message>
        <source>gated attention</source>
        <translation>门控注意力</translation>
    </message>
    <message>
        <source>gated attention, which exists for Stable Diffusion 1.x only</source>
        <translation>门控注意力（只有 Stable Diffusion 1.x 才有）</translation>
    </message>
    <message>
        <source>edge predictor</source>
        <translation>边缘预测器</translation>
    </message>
</context>
<context>
    <name>Method</name>
    <message>
        <source>Edge predictor</source>
        <translation>边缘预测器</translation>
    </message>
    <message>
        <source>Pulls the edges of the picture onto your lines.</source>
        <translation>把图片的边缘拉到您的线条上。</translation>
    </message>
    <message>
        <source>&amp;Edge predictor</source>
        <translation>边缘预测器(&amp;E)</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>Builds the picture closely on your lines.</source>
        <translation>紧贴您的线条构建图片。</translation>
    </message>
    <message>
        <source>C&amp;ontrolNet</source>
        <translation>C&amp;ontrolNet</translation>
    </message>
    <message>
        <source>GLIGEN</source>
        <translation>GLIGEN</translation>
    </message>
    <message>
        <source>Puts what a box says where the box is.</source>
        <translation>把方框所说的东西放在方框处。</translation>
    </message>
    <message>
        <source>G&amp;LIGEN</source>
        <translation>G&amp;LIGEN</translation>
    </message>
    <message>
        <source>Regional prompts</source>
        <translation>分区提示词</translation>
    </message>
    <message>
        <source>Reads what a box says inside of the box only. Every model can do it.</source>
        <translation>框中的文字只在框内起作用。任何模型都可以使用。</translation>
    </message>
    <message>
        <source>Reg&amp;ional prompts</source>
        <translation>分区提示词(&amp;I)</translation>
    </message>
    <message>
        <source>T2I-Adapter</source>
        <translation>T2I 适配器</translation>
    </message>
    <message>
        <source>A light network that reads your lines, once for all steps.</source>
        <translation>轻量网络，只读取一次您的线条，用于所有步数。</translation>
    </message>
    <message>
        <source>No guidance</source>
        <translation>无引导</translation>
    </message>
</context>
<context>
    <name>MethodCard</name>
    <message>
        <source>Add control</source>
        <translation>添加控制</translation>
    </message>
    <message>
        <source>Add a control</source>
        <translation>添加一个控制</translation>
    </message>
    <message>
        <source>Let a second network read the drawing in another way</source>
        <translation>让另一个网络以别的方式读取画稿</translation>
    </message>
    <message>
        <source>Remove the first control</source>
        <translation>移除第一个控制</translation>
    </message>
</context>
<context>
    <name>MethodControls</name>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>The share of the steps during which the method steers</source>
        <translation>该方法起作用的步数区间</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More settings of the method</source>
        <translation>该方法的更多设置</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Fades out</source>
        <translation>渐弱</translation>
    </message>
    <message>
        <source>Early, then free</source>
        <translation>先强后自由</translation>
    </message>
    <message>
        <source>Fades in</source>
        <translation>渐强</translation>
    </message>
    <message>
        <source>Most in the middle</source>
        <translation>中间最强</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Shape of the strength over the steps</source>
        <translation>强度随步数变化的形状</translation>
    </message>
    <message>
        <source>How the strength changes while the picture is made</source>
        <translation>生成过程中强度如何变化</translation>
    </message>
    <message>
        <source>Loose</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>The lines are a hint</source>
        <translation>线条仅作提示</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>常用</translation>
    </message>
    <message>
        <source>The usual balance</source>
        <translation>通常的平衡</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>紧贴</translation>
    </message>
    <message>
        <source>The lines are followed closely</source>
        <translation>紧密遵循线条</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义</translation>
    </message>
</context>
<context>
    <name>MethodPanel</name>
    <message>
        <source>Guidance</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>Nothing steers the picture: only the prompt counts, the drawing is ignored.</source>
        <translation>没有任何引导：只依据提示词，忽略画稿。</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More models…</source>
        <translation>更多模型…</translation>
    </message>
</context>
<context>
    <name>ModelFileDialogs</name>
    <message>
        <source>Add a folder with models</source>
        <translation>添加含有模型的文件夹</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Add from the hub</source>
        <translation>从 Hub 添加</translation>
    </message>
    <message>
        <source>Name of the repository, as owner/name, or its address:</source>
        <translation>仓库名称（所有者/名称）或其网址：</translation>
    </message>
    <message>
        <source>Delete “{name}” from this computer?</source>
        <translation>要从这台电脑删除“{name}”吗？</translation>
    </message>
    <message>
        <source>{size} become free. Other programs that use the hub&apos;s cache lose it, too.</source>
        <translation>将释放 {size}。使用同一 Hub 缓存的其他程序也会失去它。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ModelInputsPage</name>
    <message>
        <source>No method is on: the model sees the prompt alone.</source>
        <translation>没有开启任何方法：模型只看到提示词。</translation>
    </message>
    <message>
        <source>The prompt is empty.</source>
        <translation>提示词为空。</translation>
    </message>
    <message>
        <source>The prompt is read to its end.</source>
        <translation>提示词会读到结尾。</translation>
    </message>
    <message>
        <source>The prompt is read as far as: “…{end}”</source>
        <translation>提示词读到这里为止：“…{end}”</translation>
    </message>
</context>
<context>
    <name>ModelJoining</name>
    <message>
        <source>“{name}” is ready.</source>
        <translation>“{name}”已就绪。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
</context>
<context>
    <name>ModelManager</name>
    <message>
        <source>Size of the model</source>
        <translation>模型的尺寸</translation>
    </message>
    <message>
        <source>The page is {width} × {height} now, as large as the model&apos;s pictures.</source>
        <translation>页面现在为 {width} × {height}，与该模型的图片一样大。</translation>
    </message>
    <message>
        <source>“{name}” changes the next pictures.</source>
        <translation>“{name}”会改变接下来的图片。</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel and delete what has arrived</source>
        <translation>取消并删除已收到的部分</translation>
    </message>
    <message>
        <source>Delete from this computer, also for other programs</source>
        <translation>从这台电脑删除，其他程序也不能再用</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Waiting…</source>
        <translation>等待中…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Not for commercial use</source>
        <translation>不可商用</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>{size} pixels</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}，共 {total}</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>{free} free</source>
        <translation>剩余空间 {free}</translation>
    </message>
    <message>
        <source>Downloads go to {folder}</source>
        <translation>下载到 {folder}</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Kinds of models</source>
        <translation>模型种类</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>All families</source>
        <translation>所有系列</translation>
    </message>
    <message>
        <source>No model fits. Look under another kind or family.</source>
        <translation>没有符合的模型。请查看其他种类或系列。</translation>
    </message>
</context>
<context>
    <name>NetOptions</name>
    <message>
        <source>Prompt and lines alike</source>
        <translation>提示词与线条并重</translation>
    </message>
    <message>
        <source>The prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>The lines</source>
        <translation>线条</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Type of network</source>
        <translation>网络类型</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Automatic: the model&apos;s own, else the usual one for what is read</source>
        <translation>自动：模型自带的网络，否则为该读取方式常用的网络</translation>
    </message>
    <message>
        <source>Favours</source>
        <translation>偏重</translation>
    </message>
    <message>
        <source>Emphasis</source>
        <translation>侧重</translation>
    </message>
    <message>
        <source>What wins where prompt and lines disagree</source>
        <translation>提示词与线条冲突时以何者为准</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>The part of the picture in which the lines count</source>
        <translation>线条在图片的哪一部分起作用</translation>
    </message>
    <message>
        <source>The lines, strongly</source>
        <translation>线条（强力）</translation>
    </message>
    <message>
        <source>Guess what the lines show</source>
        <translation>猜测线条所画内容</translation>
    </message>
    <message>
        <source>The lines speak louder than the prompt, which may even be short or vague</source>
        <translation>线条比提示词更重要，提示词可以简短或模糊</translation>
    </message>
    <message>
        <source>guess</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>Inside the boxes</source>
        <translation>方框内</translation>
    </message>
    <message>
        <source>Near the lines</source>
        <translation>线条附近</translation>
    </message>
    <message>
        <source>In “{phrase}”</source>
        <translation>在“{phrase}”内</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose the folder of a ControlNet or adapter</source>
        <translation>选择 ControlNet 或适配器的文件夹</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Looking for lines in “{name}”…</source>
        <translation>正在“{name}”中寻找线条…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Files are taken one at a time: “{name}” was, {count} more were not.</source>
        <translation>一次只能处理一个文件：已处理“{name}”，其余 {count} 个未处理。</translation>
    </message>
    <message>
        <source>Sketchpad&apos;s file “{name}” could not be read, nor renamed. It stays as it is, and what you change is not kept in it.</source>
        <translation>Sketchpad 的文件“{name}”无法读取，也无法改名。该文件保持原样，您的更改不会保存到其中。</translation>
    </message>
    <message>
        <source>Sketchpad&apos;s file “{name}” could not be read. It is kept as “{kept}”, and a new one is begun.</source>
        <translation>Sketchpad 的文件“{name}”无法读取，已改名为“{kept}”保留，并重新建立一个新文件。</translation>
    </message>
    <message>
        <source>Sketchpad did not end as it should have. This was kept:</source>
        <translation>Sketchpad 上次没有正常结束。已保留：</translation>
    </message>
    <message>
        <source>Show all…</source>
        <translation>全部显示…</translation>
    </message>
    <message>
        <source>Sketchpad did not end as it should have the last time. No drawing was lost.</source>
        <translation>Sketchpad 上次没有正常结束。没有丢失画稿。</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>NumberSpin</name>
    <message>
        <source>“{text}” is not a number from {low} to {high}.</source>
        <translation>“{text}”不是 {low} 到 {high} 之间的数。</translation>
    </message>
</context>
<context>
    <name>OverlayButton</name>
    <message>
        <source>Picture on the drawing</source>
        <translation>画稿上的图片</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Use a page of this size</source>
        <translation>使用此大小的页面</translation>
    </message>
</context>
<context>
    <name>PageDialog</name>
    <message>
        <source>Size of the page</source>
        <translation>页面尺寸</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Scale the drawing along</source>
        <translation>画稿一起缩放</translation>
    </message>
    <message>
        <source>Crop or extend the page</source>
        <translation>裁剪或扩展页面</translation>
    </message>
    <message>
        <source>Multiples of {step} pixels. Where the drawing stays:</source>
        <translation>{step} 像素的倍数。画稿的位置：</translation>
    </message>
    <message>
        <source>top left</source>
        <translation>左上</translation>
    </message>
    <message>
        <source>top</source>
        <translation>上</translation>
    </message>
    <message>
        <source>top right</source>
        <translation>右上</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>in the middle</source>
        <translation>中间</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>bottom left</source>
        <translation>左下</translation>
    </message>
    <message>
        <source>bottom</source>
        <translation>下</translation>
    </message>
    <message>
        <source>bottom right</source>
        <translation>右下</translation>
    </message>
</context>
<context>
    <name>PageTool</name>
    <message>
        <source>Page: pull its edges, by steps of {step} pixels; outwards there is room to paint. Enter: use it</source>
        <translation>页面：拉动边缘，每步 {step} 像素；向外拉可留出绘制空间。回车：使用</translation>
    </message>
</context>
<context>
    <name>PaintBar</name>
    <message>
        <source>Colour: {colour}</source>
        <translation>颜色：{colour}</translation>
    </message>
    <message>
        <source>Palettes, recent colours, opacity (Shift+Q)</source>
        <translation>调色板、最近的颜色、不透明度（Shift+Q）</translation>
    </message>
</context>
<context>
    <name>PaintTool</name>
    <message>
        <source>Click a colour to take it</source>
        <translation>单击一种颜色来取用</translation>
    </message>
    <message>
        <source>Fill: click a place between lines. Alt+click: take the colour there. X: eraser</source>
        <translation>填充：单击线条之间的一处。Alt+单击：取该处的颜色。X：橡皮</translation>
    </message>
    <message>
        <source>Paint: drag. Shift+click: straight line. Alt+click: take the colour there. [ and ]: size. X: eraser</source>
        <translation>上色：拖动。Shift+单击：直线。Alt+单击：取该处的颜色。[ 和 ]：粗细。X：橡皮</translation>
    </message>
    <message>
        <source>Erase paint</source>
        <translation>擦除颜料</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>上色</translation>
    </message>
    <message>
        <source>Nothing to fill here</source>
        <translation>此处没有可填充的</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
</context>
<context>
    <name>Paints</name>
    <message>
        <source>C&amp;olours</source>
        <translation>颜色(&amp;O)</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Put the picture onto the page</source>
        <translation>把图片放到画纸上</translation>
    </message>
    <message>
        <source>Remove all paint</source>
        <translation>移除所有颜料</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Everyday</source>
        <translation>常用</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>纸白</translation>
    </message>
    <message>
        <source>light grey</source>
        <translation>浅灰</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰</translation>
    </message>
    <message>
        <source>dark grey</source>
        <translation>深灰</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑</translation>
    </message>
    <message>
        <source>cream</source>
        <translation>奶油色</translation>
    </message>
    <message>
        <source>sand</source>
        <translation>沙色</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕</translation>
    </message>
    <message>
        <source>dark brown</source>
        <translation>深棕</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>dark red</source>
        <translation>深红</translation>
    </message>
    <message>
        <source>salmon</source>
        <translation>鲑红</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>橙</translation>
    </message>
    <message>
        <source>amber</source>
        <translation>琥珀</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>黄</translation>
    </message>
    <message>
        <source>lime</source>
        <translation>黄绿</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>dark green</source>
        <translation>深绿</translation>
    </message>
    <message>
        <source>mint</source>
        <translation>薄荷绿</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>青绿</translation>
    </message>
    <message>
        <source>sky blue</source>
        <translation>天蓝</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>navy</source>
        <translation>藏青</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>紫</translation>
    </message>
    <message>
        <source>plum</source>
        <translation>梅紫</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>粉红</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>风景</translation>
    </message>
    <message>
        <source>haze</source>
        <translation>雾霭</translation>
    </message>
    <message>
        <source>morning sky</source>
        <translation>晨空</translation>
    </message>
    <message>
        <source>sky</source>
        <translation>天空</translation>
    </message>
    <message>
        <source>deep sky</source>
        <translation>深空</translation>
    </message>
    <message>
        <source>evening light</source>
        <translation>暮光</translation>
    </message>
    <message>
        <source>evening sky</source>
        <translation>晚霞</translation>
    </message>
    <message>
        <source>sunset</source>
        <translation>落日</translation>
    </message>
    <message>
        <source>dusk</source>
        <translation>黄昏</translation>
    </message>
    <message>
        <source>mist</source>
        <translation>薄雾</translation>
    </message>
    <message>
        <source>far hills</source>
        <translation>远山</translation>
    </message>
    <message>
        <source>hills</source>
        <translation>山丘</translation>
    </message>
    <message>
        <source>meadow in the sun</source>
        <translation>阳光下的草地</translation>
    </message>
    <message>
        <source>meadow</source>
        <translation>草地</translation>
    </message>
    <message>
        <source>grass</source>
        <translation>青草</translation>
    </message>
    <message>
        <source>wood</source>
        <translation>树林</translation>
    </message>
    <message>
        <source>wood in the shade</source>
        <translation>树荫</translation>
    </message>
    <message>
        <source>path</source>
        <translation>小路</translation>
    </message>
    <message>
        <source>earth</source>
        <translation>泥土</translation>
    </message>
    <message>
        <source>dark earth</source>
        <translation>深色泥土</translation>
    </message>
    <message>
        <source>light rock</source>
        <translation>浅色岩石</translation>
    </message>
    <message>
        <source>rock</source>
        <translation>岩石</translation>
    </message>
    <message>
        <source>rock in the shade</source>
        <translation>阴影中的岩石</translation>
    </message>
    <message>
        <source>shallow water</source>
        <translation>浅水</translation>
    </message>
    <message>
        <source>water</source>
        <translation>水</translation>
    </message>
    <message>
        <source>deep water</source>
        <translation>深水</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>skin 1</source>
        <translation>肤色 1</translation>
    </message>
    <message>
        <source>skin 2</source>
        <translation>肤色 2</translation>
    </message>
    <message>
        <source>skin 3</source>
        <translation>肤色 3</translation>
    </message>
    <message>
        <source>skin 4</source>
        <translation>肤色 4</translation>
    </message>
    <message>
        <source>skin 5</source>
        <translation>肤色 5</translation>
    </message>
    <message>
        <source>skin 6</source>
        <translation>肤色 6</translation>
    </message>
    <message>
        <source>skin 7</source>
        <translation>肤色 7</translation>
    </message>
    <message>
        <source>skin 8</source>
        <translation>肤色 8</translation>
    </message>
    <message>
        <source>blush</source>
        <translation>腮红</translation>
    </message>
    <message>
        <source>lips</source>
        <translation>唇色</translation>
    </message>
    <message>
        <source>fair hair</source>
        <translation>金发</translation>
    </message>
    <message>
        <source>sandy hair</source>
        <translation>亚麻色头发</translation>
    </message>
    <message>
        <source>red hair</source>
        <translation>红发</translation>
    </message>
    <message>
        <source>brown hair</source>
        <translation>棕发</translation>
    </message>
    <message>
        <source>dark hair</source>
        <translation>深色头发</translation>
    </message>
    <message>
        <source>grey hair</source>
        <translation>灰发</translation>
    </message>
    <message>
        <source>blue eyes</source>
        <translation>蓝眼睛</translation>
    </message>
    <message>
        <source>green eyes</source>
        <translation>绿眼睛</translation>
    </message>
    <message>
        <source>brown eyes</source>
        <translation>棕眼睛</translation>
    </message>
    <message>
        <source>Pastel</source>
        <translation>粉彩</translation>
    </message>
    <message>
        <source>milk</source>
        <translation>乳白</translation>
    </message>
    <message>
        <source>rose</source>
        <translation>玫瑰</translation>
    </message>
    <message>
        <source>apricot</source>
        <translation>杏色</translation>
    </message>
    <message>
        <source>peach</source>
        <translation>桃色</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>香草色</translation>
    </message>
    <message>
        <source>pistachio</source>
        <translation>开心果绿</translation>
    </message>
    <message>
        <source>aqua</source>
        <translation>水绿</translation>
    </message>
    <message>
        <source>ice</source>
        <translation>冰蓝</translation>
    </message>
    <message>
        <source>light blue</source>
        <translation>浅蓝</translation>
    </message>
    <message>
        <source>lavender</source>
        <translation>薰衣草紫</translation>
    </message>
    <message>
        <source>lilac</source>
        <translation>丁香紫</translation>
    </message>
    <message>
        <source>powder</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>pearl</source>
        <translation>珍珠灰</translation>
    </message>
    <message>
        <source>fog</source>
        <translation>雾灰</translation>
    </message>
</context>
<context>
    <name>PanTool</name>
    <message>
        <source>Hand: drag to move the page. Wheel: zoom. Ctrl+0: whole page. Ctrl+1: 100 %</source>
        <translation>抓手：拖动以移动页面。滚轮：缩放。Ctrl+0：整页。Ctrl+1：100 %</translation>
    </message>
</context>
<context>
    <name>PatchTool</name>
    <message>
        <source>Nothing to fill here</source>
        <translation>这里没有可填充的区域</translation>
    </message>
</context>
<context>
    <name>PenTool</name>
    <message>
        <source>Pen: drag to draw. Shift+click: straight line from the last point, with Ctrl by 45°. [ and ], or Alt+drag: size</source>
        <translation>画笔：拖动绘制。Shift+单击：从上一点画直线，加 Ctrl 按 45°。[ 和 ] 或 Alt+拖动：大小</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>{width} px</source>
        <translation>{width} 像素</translation>
    </message>
</context>
<context>
    <name>PeopleBar</name>
    <message>
        <source>Person {number} of {count}</source>
        <translation>人物 {number}/{count}</translation>
    </message>
    <message>
        <source>People: {count}</source>
        <translation>人物：{count}</translation>
    </message>
    <message>
        <source>People and their joints</source>
        <translation>人物及其关节</translation>
    </message>
</context>
<context>
    <name>PeopleList</name>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>People and their joints</source>
        <translation>人物及其关节</translation>
    </message>
    <message>
        <source>Nobody is there yet. Click the page to place a person.</source>
        <translation>还没有人物。单击页面即可放置一个。</translation>
    </message>
    <message>
        <source>Person {number} · {seen} of {all} joints</source>
        <translation>人物 {number} · {seen}/{all} 个关节</translation>
    </message>
</context>
<context>
    <name>PeopleRegionsController</name>
    <message>
        <source>Remove all regions</source>
        <translation>移除所有区域</translation>
    </message>
    <message>
        <source>People and regions</source>
        <translation>人物与区域</translation>
    </message>
    <message>
        <source>Fill with {name}</source>
        <translation>填充{name}</translation>
    </message>
    <message>
        <source>Region of box</source>
        <translation>方框变区域</translation>
    </message>
    <message>
        <source>Nothing is painted of this class</source>
        <translation>还没有画过这个类别</translation>
    </message>
    <message>
        <source>Box of region</source>
        <translation>区域变方框</translation>
    </message>
    <message>
        <source>Peop&amp;le and regions</source>
        <translation>人物与区域(&amp;L)</translation>
    </message>
</context>
<context>
    <name>PhraseEditor</name>
    <message>
        <source>Phrase of the box</source>
        <translation>方框的短语</translation>
    </message>
    <message>
        <source>What goes here?</source>
        <translation>这里画什么？</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>All pictures</source>
        <translation>所有图片</translation>
    </message>
    <message>
        <source>With a star</source>
        <translation>已加星</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Where to look</source>
        <translation>查找位置</translation>
    </message>
</context>
<context>
    <name>PolylineTool</name>
    <message>
        <source>Polyline: click each corner. Shift: by 45°. Double-click or Enter: finish. Click the first corner: close. Backspace: one corner back</source>
        <translation>折线：逐个单击转角。Shift：45° 对齐。双击或 Enter：完成。单击第一个转角：闭合。Backspace：退回一个转角</translation>
    </message>
    <message>
        <source>Polyline</source>
        <translation>折线</translation>
    </message>
</context>
<context>
    <name>PoseCommands</name>
    <message>
        <source>Place person</source>
        <translation>放置人物</translation>
    </message>
    <message>
        <source>Make pose</source>
        <translation>生成姿势</translation>
    </message>
    <message>
        <source>Delete people</source>
        <translation>删除人物</translation>
    </message>
    <message>
        <source>Duplicate people</source>
        <translation>复制人物</translation>
    </message>
    <message>
        <source>Show joint</source>
        <translation>显示关节</translation>
    </message>
    <message>
        <source>Hide joint</source>
        <translation>隐藏关节</translation>
    </message>
    <message>
        <source>Move joint</source>
        <translation>移动关节</translation>
    </message>
    <message>
        <source>Move people</source>
        <translation>移动人物</translation>
    </message>
    <message>
        <source>Scale people</source>
        <translation>缩放人物</translation>
    </message>
    <message>
        <source>Turn people</source>
        <translation>旋转人物</translation>
    </message>
    <message>
        <source>Mirror people</source>
        <translation>镜像人物</translation>
    </message>
</context>
<context>
    <name>PoseTool</name>
    <message>
        <source>Pose: click to place a person, or drag for its height. Click a person to select it. Tab: next person or joint</source>
        <translation>姿势：单击放置人物，或拖出其高度。单击人物即可选中。Tab：下一个人物或关节</translation>
    </message>
    <message>
        <source>Pose: drag a joint; Shift: with what hangs on it, Alt: the limb keeps its length. Double-click: hide or show it. Drag the body to move, with Alt a copy. Handles: scale, Shift: freely. Round handle: turn</source>
        <translation>姿势：拖动关节；Shift：连同其下的肢体，Alt：肢体长度不变。双击：隐藏或显示。拖动身体：移动，按住 Alt 为复制。控制点：缩放，Shift：自由缩放。圆形控制点：旋转</translation>
    </message>
    <message>
        <source>Duplicate people</source>
        <translation>复制人物</translation>
    </message>
    <message>
        <source>Place person</source>
        <translation>放置人物</translation>
    </message>
    <message>
        <source>Move joint</source>
        <translation>移动关节</translation>
    </message>
    <message>
        <source>Scale people</source>
        <translation>缩放人物</translation>
    </message>
    <message>
        <source>Turn people</source>
        <translation>旋转人物</translation>
    </message>
    <message>
        <source>Move people</source>
        <translation>移动人物</translation>
    </message>
    <message>
        <source>{joint}, hidden</source>
        <translation>{joint}，已隐藏</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Add a folder with models</source>
        <translation>添加含有模型的文件夹</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>显卡（CUDA）</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>苹果图形（MPS）</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>处理器（CPU）</translation>
    </message>
    <message>
        <source>Half (fp16)</source>
        <translation>半精度（fp16）</translation>
    </message>
    <message>
        <source>Half (bf16)</source>
        <translation>半精度（bf16）</translation>
    </message>
    <message>
        <source>Full (fp32)</source>
        <translation>全精度（fp32）</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>Layer by layer</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Downloads go to {folder}, which all programs with the hub&apos;s library share.</source>
        <translation>下载到 {folder}，所有使用 Hub 库的程序共用此处。</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>Close to the lines</source>
        <translation>紧贴线条</translation>
    </message>
    <message>
        <source>A loose sketch</source>
        <translation>宽松草图</translation>
    </message>
    <message>
        <source>Lines first, then free</source>
        <translation>先线条，后自由</translation>
    </message>
    <message>
        <source>Boxes only</source>
        <translation>仅方框</translation>
    </message>
    <message>
        <source>Lines and boxes</source>
        <translation>线条与方框</translation>
    </message>
    <message>
        <source>A hint of the lines</source>
        <translation>线条作提示</translation>
    </message>
</context>
<context>
    <name>PresetButton</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Guidance presets</source>
        <translation>引导预设</translation>
    </message>
    <message>
        <source>Delete preset</source>
        <translation>删除预设</translation>
    </message>
</context>
<context>
    <name>ProblemLabel</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Mend it</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Downloading, {percent} %</source>
        <translation>正在下载，{percent} %</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>Follow them all</source>
        <translation>全部遵循</translation>
    </message>
    <message>
        <source>Skip Pose</source>
        <translation>跳过“姿势”</translation>
    </message>
    <message>
        <source>Skip Segmentation</source>
        <translation>跳过“语义分割”</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>清除蒙版</translation>
    </message>
</context>
<context>
    <name>Project</name>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>Reading “{name}”…</source>
        <translation>正在读取“{name}”…</translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>Import lines</source>
        <translation>导入线条</translation>
    </message>
    <message>
        <source>Saved as “{name}”.</source>
        <translation>已保存为“{name}”。</translation>
    </message>
</context>
<context>
    <name>PromptPanel</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>What the picture shows, e.g. “a red house by the sea”</source>
        <translation>图片的内容，例如 “a red house by the sea”</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>负面提示词</translation>
    </message>
    <message>
        <source>What to keep out of it</source>
        <translation>不要出现的东西</translation>
    </message>
    <message>
        <source>Replace a word</source>
        <translation>替换词语</translation>
    </message>
    <message>
        <source>Change prompt</source>
        <translation>修改提示词</translation>
    </message>
    <message>
        <source>Change negative prompt</source>
        <translation>修改负面提示词</translation>
    </message>
</context>
<context>
    <name>QueueCard</name>
    <message>
        <source>What waits to be made, the next first</source>
        <translation>等待生成的图片，下一张在最前</translation>
    </message>
    <message>
        <source>Press Generate while a picture is being made: what you ask for waits here.</source>
        <translation>在生成图片时再按“生成”，新的请求会在这里等待。</translation>
    </message>
    <message>
        <source>Queue, paused</source>
        <translation>队列（已暂停）</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
</context>
<context>
    <name>QueueList</name>
    <message>
        <source>seed {seed} · {steps} steps · {width} × {height}</source>
        <translation>种子 {seed} · {steps} 步 · {width} × {height}</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>no phrase yet</source>
        <translation>还没有短语</translation>
    </message>
    <message>
        <source>box {number}, {phrase}, {place}</source>
        <translation>方框 {number}，{phrase}，{place}</translation>
    </message>
    <message>
        <source>{box}, locked</source>
        <translation>{box}，已锁定</translation>
    </message>
    <message>
        <source>nearly the whole page</source>
        <translation>几乎整页</translation>
    </message>
    <message>
        <source>left third</source>
        <translation>左侧三分之一</translation>
    </message>
    <message>
        <source>middle third</source>
        <translation>中间三分之一</translation>
    </message>
    <message>
        <source>right third</source>
        <translation>右侧三分之一</translation>
    </message>
    <message>
        <source>top</source>
        <translation>上部</translation>
    </message>
    <message>
        <source>half way down</source>
        <translation>中部</translation>
    </message>
    <message>
        <source>bottom</source>
        <translation>下部</translation>
    </message>
    <message>
        <source>full width</source>
        <translation>整个宽度</translation>
    </message>
    <message>
        <source>{place}, full height</source>
        <translation>{place}，整个高度</translation>
    </message>
    <message>
        <source>{place}, {down}</source>
        <translation>{place}，{down}</translation>
    </message>
    <message>
        <source>nothing selected</source>
        <translation>未选择任何内容</translation>
    </message>
    <message>
        <source>{count} boxes: {names}</source>
        <translation>{count} 个方框：{names}</translation>
    </message>
    <message>
        <source>people selected: {count}</source>
        <translation>已选人物：{count}</translation>
    </message>
    <message>
        <source>person {number}, {place}</source>
        <translation>人物 {number}，{place}</translation>
    </message>
    <message>
        <source>person {number}, {joint}</source>
        <translation>人物 {number}，{joint}</translation>
    </message>
    <message>
        <source>{joint}, hidden</source>
        <translation>{joint}，已隐藏</translation>
    </message>
    <message>
        <source>lines selected: {count}</source>
        <translation>已选线条：{count}</translation>
    </message>
    <message>
        <source>Page of {width} by {height} pixels. Strokes: {strokes}. Boxes: {boxes}. People: {people}. Regions: {regions}. Patches of paint: {paints}. Selection: {selection}.</source>
        <translation>页面 {width} × {height} 像素。线条：{strokes}。方框：{boxes}。人物：{people}。区域：{regions}。颜料：{paints}。选择：{selection}。</translation>
    </message>
</context>
<context>
    <name>RecoveriesDialog</name>
    <message>
        <source>Recovered drawings</source>
        <translation>恢复的画稿</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Throw away…</source>
        <translation>丢弃…</translation>
    </message>
    <message>
        <source>Sketchpad kept these when it did not end as it should have. Each stays here until it is saved.</source>
        <translation>Sketchpad 没有正常结束时保留了这些画稿。每一份都会留在这里，直到保存。</translation>
    </message>
    <message>
        <source>There is nothing to recover.</source>
        <translation>没有可恢复的画稿。</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>1 stroke</source>
        <translation>1 笔</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>1 个方框</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 个人物</translation>
    </message>
    <message>
        <source>1 region</source>
        <translation>1 个区域</translation>
    </message>
    <message>
        <source>1 patch of paint</source>
        <translation>1 处颜料</translation>
    </message>
    <message>
        <source>{count} strokes</source>
        <translation>{count} 笔</translation>
    </message>
    <message>
        <source>{count} boxes</source>
        <translation>{count} 个方框</translation>
    </message>
    <message>
        <source>{count} people</source>
        <translation>{count} 个人物</translation>
    </message>
    <message>
        <source>{count} regions</source>
        <translation>{count} 个区域</translation>
    </message>
    <message>
        <source>{count} patches of paint</source>
        <translation>{count} 处颜料</translation>
    </message>
    <message>
        <source>changed strokes</source>
        <translation>笔画有改动</translation>
    </message>
    <message>
        <source>changed boxes</source>
        <translation>方框有改动</translation>
    </message>
    <message>
        <source>changed people</source>
        <translation>人物有改动</translation>
    </message>
    <message>
        <source>changed regions</source>
        <translation>区域有改动</translation>
    </message>
    <message>
        <source>changed paint</source>
        <translation>颜料有改动</translation>
    </message>
    <message>
        <source>another picture to paint on</source>
        <translation>底图不同</translation>
    </message>
    <message>
        <source>another reference picture</source>
        <translation>参考图不同</translation>
    </message>
    <message>
        <source>another mask</source>
        <translation>不同的蒙版</translation>
    </message>
    <message>
        <source>changed layers</source>
        <translation>图层有改动</translation>
    </message>
    <message>
        <source>another prompt</source>
        <translation>提示词不同</translation>
    </message>
    <message>
        <source>another negative prompt</source>
        <translation>负面提示词不同</translation>
    </message>
    <message>
        <source>another page size</source>
        <translation>页面尺寸不同</translation>
    </message>
    <message>
        <source>In no file: {things}</source>
        <translation>未存入任何文件：{things}</translation>
    </message>
    <message>
        <source>{things} more</source>
        <translation>多 {things}</translation>
    </message>
    <message>
        <source>{things} fewer</source>
        <translation>少 {things}</translation>
    </message>
    <message>
        <source>Compared with “{name}”: {parts}</source>
        <translation>与“{name}”相比：{parts}</translation>
    </message>
    <message>
        <source>other settings</source>
        <translation>设置不同</translation>
    </message>
</context>
<context>
    <name>RectangleTool</name>
    <message>
        <source>Rectangle: drag from corner to corner. Shift: square. Alt: from the middle</source>
        <translation>矩形：从一角拖到另一角。Shift：正方形。Alt：从中心开始</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
</context>
<context>
    <name>ReferenceCommands</name>
    <message>
        <source>Place reference picture</source>
        <translation>放置参考图</translation>
    </message>
    <message>
        <source>Remove reference picture</source>
        <translation>移除参考图</translation>
    </message>
    <message>
        <source>Scale reference picture</source>
        <translation>缩放参考图</translation>
    </message>
    <message>
        <source>Move reference picture</source>
        <translation>移动参考图</translation>
    </message>
    <message>
        <source>Control image of the reference picture</source>
        <translation>参考图的控制图</translation>
    </message>
    <message>
        <source>Lines of the reference picture</source>
        <translation>参考图的线条</translation>
    </message>
</context>
<context>
    <name>ReferencePanel</name>
    <message>
        <source>Reference picture</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Drop or paste a picture here to trace it, or to steer by its lines or depth.</source>
        <translation>把图片拖放或粘贴到这里，用于描摹，或以其线条或深度引导生成。</translation>
    </message>
    <message>
        <source>Convert to</source>
        <translation>转换为</translation>
    </message>
    <message>
        <source>What the reference picture is made into</source>
        <translation>参考图转换成什么</translation>
    </message>
    <message>
        <source>Usual values</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不转换</translation>
    </message>
    <message>
        <source>A ControlNet for “{kind}” reads this. What is drawn is added, the eraser takes away.</source>
        <translation>“{kind}”的 ControlNet 会读取它。画上的线条会加入，橡皮会擦去。</translation>
    </message>
</context>
<context>
    <name>ReferenceTool</name>
    <message>
        <source>Reference: drop or paste a picture, or place one from a file. Ctrl+Shift+V pastes it without asking</source>
        <translation>参考图：拖入或粘贴一张图片，或从文件放置。Ctrl+Shift+V 直接粘贴，不再询问</translation>
    </message>
    <message>
        <source>Reference: drag to move. Handles: scale; Shift: change its shape, Alt: from the middle. Arrows: nudge, with Shift by 10, with Ctrl scale. Delete: remove</source>
        <translation>参考图：拖动以移动。控制点：缩放；Shift：改变形状，Alt：以中心缩放。方向键：微移，按住 Shift 移 10，按住 Ctrl 缩放。Delete：移除</translation>
    </message>
</context>
<context>
    <name>RegionBar</name>
    <message>
        <source>Class: {name}</source>
        <translation>类别：{name}</translation>
    </message>
    <message>
        <source>What the regions to come show (Q)</source>
        <translation>接下来画的区域是什么（Q）</translation>
    </message>
</context>
<context>
    <name>RegionTool</name>
    <message>
        <source>eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Fill with {name}: click a place, or draw around one. Shift+click: all that is empty. Ctrl+click: take the class there. 1 to 9: classes, 0: eraser</source>
        <translation>填充{name}：单击一处，或围着它画一圈。Shift+单击：所有空白处。Ctrl+单击：取该处的类别。1 到 9：类别，0：橡皮</translation>
    </message>
    <message>
        <source>Paint {name}: drag. Shift+click: straight line. Alt+drag: size. Ctrl+click: take the class there. 1 to 9: classes, 0: eraser</source>
        <translation>画{name}：拖动。Shift+单击：直线。Alt+拖动：粗细。Ctrl+单击：取该处的类别。1 到 9：类别，0：橡皮</translation>
    </message>
    <message>
        <source>Here: {name}</source>
        <translation>此处：{name}</translation>
    </message>
    <message>
        <source>Erase region</source>
        <translation>擦除区域</translation>
    </message>
    <message>
        <source>Paint {name}</source>
        <translation>画{name}</translation>
    </message>
    <message>
        <source>Fill with {name}</source>
        <translation>填充{name}</translation>
    </message>
</context>
<context>
    <name>RepaintCommands</name>
    <message>
        <source>Repaint a part</source>
        <translation>重绘一部分</translation>
    </message>
    <message>
        <source>Extend the page</source>
        <translation>扩展页面</translation>
    </message>
    <message>
        <source>Size of the page</source>
        <translation>页面大小</translation>
    </message>
</context>
<context>
    <name>ResultCommands</name>
    <message>
        <source>Enlarge twice</source>
        <translation>放大两倍</translation>
    </message>
    <message>
        <source>Use settings</source>
        <translation>使用设置</translation>
    </message>
    <message>
        <source>Use drawing</source>
        <translation>使用画稿</translation>
    </message>
    <message>
        <source>Use everything</source>
        <translation>全部使用</translation>
    </message>
    <message>
        <source>Repeat exactly</source>
        <translation>完全重复</translation>
    </message>
    <message>
        <source>Variations of this</source>
        <translation>此图的变体</translation>
    </message>
    <message>
        <source>Begin from this picture</source>
        <translation>从此图片开始</translation>
    </message>
    <message>
        <source>Repaint a part of this</source>
        <translation>重绘此图片的一部分</translation>
    </message>
    <message>
        <source>Put onto the page</source>
        <translation>放到画纸上</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Use as reference picture</source>
        <translation>用作参考图片</translation>
    </message>
    <message>
        <source>Export picture…</source>
        <translation>导出图片…</translation>
    </message>
    <message>
        <source>Export cut-out…</source>
        <translation>导出抠图…</translation>
    </message>
    <message>
        <source>Take star off</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星</translation>
    </message>
    <message>
        <source>Put into the bin</source>
        <translation>放入回收站</translation>
    </message>
</context>
<context>
    <name>ResultPane</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Your picture appears here, step by step, when you press Generate.</source>
        <translation>按“生成”后，图片会在这里一步步显现。</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>seed {seed} · {steps} steps · {seconds} s</source>
        <translation>种子 {seed} · {steps} 步 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Step {index} of {total}</source>
        <translation>第 {index} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>{count} pictures · click the one to look at</source>
        <translation>{count} 张图片 · 点击要查看的一张</translation>
    </message>
    <message>
        <source>Step {index} of {total}, not finished</source>
        <translation>第 {index} 步，共 {total} 步，未完成</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Getting the model ready…</source>
        <translation>正在准备模型…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Step {index} of {total} · {seconds} s</source>
        <translation>第 {index} 步，共 {total} 步 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Queue, paused: {count} wait</source>
        <translation>队列已暂停：{count} 项等待</translation>
    </message>
    <message>
        <source>Queue: {count} wait</source>
        <translation>队列：{count} 项等待</translation>
    </message>
    <message>
        <source>Done in {seconds} s</source>
        <translation>用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stopped at step {index} of {total}</source>
        <translation>停在第 {index} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
</context>
<context>
    <name>SamplesDialog</name>
    <message>
        <source>Open sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Each comes with a prompt and boxes, so that all methods can be tried at once.</source>
        <translation>每个示例都带有提示词和方框，可以马上试用所有方法。</translation>
    </message>
</context>
<context>
    <name>Scrubber</name>
    <message>
        <source>Play the steps (P)</source>
        <translation>播放各步（P）</translation>
    </message>
    <message>
        <source>Play the steps</source>
        <translation>播放各步</translation>
    </message>
    <message>
        <source>Step of all cells</source>
        <translation>所有格子的步骤</translation>
    </message>
    <message>
        <source>Look at a step of all cells at once (, and .). Dots: where cells settled.</source>
        <translation>同时查看所有格子的某一步（, 和 .）。圆点：各格定型之处。</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Step {index} of {total}</source>
        <translation>第 {index} 步，共 {total} 步</translation>
    </message>
</context>
<context>
    <name>SeedRow</name>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Locked: every picture starts from this noise</source>
        <translation>已锁定：每张图片都从此噪声开始</translation>
    </message>
    <message>
        <source>Open: generating again without a change takes another seed</source>
        <translation>未锁定：不作修改再次生成时，会换一个种子</translation>
    </message>
</context>
<context>
    <name>Sees</name>
    <message>
        <source>Control image</source>
        <translation>控制图</translation>
    </message>
    <message>
        <source>Where it counts: white in full, black not at all</source>
        <translation>作用范围：白色完全起作用，黑色不起作用</translation>
    </message>
    <message>
        <source>White: followed fully</source>
        <translation>白色＝完全遵循</translation>
    </message>
    <message>
        <source>What the picture begins from; grey is left free</source>
        <translation>图片由此开始；灰色处不受约束</translation>
    </message>
    <message>
        <source>Boxes in the model&apos;s own grid; pale ones are weak</source>
        <translation>模型网格中的方框；颜色淡的作用较弱</translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Of the picture, in pixels.</source>
        <translation>图片尺寸，以像素为单位。</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed gives the same noise, with every method.</source>
        <translation>相同的种子对每种方法都给出相同的噪声。</translation>
    </message>
    <message>
        <source>Lock seed</source>
        <translation>锁定种子</translation>
    </message>
    <message>
        <source>Keep the seed for the next picture.</source>
        <translation>下一张图片沿用此种子。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>More steps take longer and give finer pictures.</source>
        <translation>步数越多，用时越长，图片越精细。</translation>
    </message>
    <message>
        <source>Guidance scale</source>
        <translation>引导系数</translation>
    </message>
    <message>
        <source>How strongly the prompt is obeyed.</source>
        <translation>遵从提示词的程度。</translation>
    </message>
    <message>
        <source>Guidance rescale</source>
        <translation>引导重缩放</translation>
    </message>
    <message>
        <source>Takes back the harsh light of a high guidance scale, in models that begin from pure noise. 0 switches it off; 0.7 is usual.</source>
        <translation>减轻高引导系数造成的过曝，用于从纯噪声开始的模型。0 表示关闭，常用 0.7。</translation>
    </message>
    <message>
        <source>Two passes</source>
        <translation>分两遍</translation>
    </message>
    <message>
        <source>Large pictures are composed at the size that the model was trained for, then finished at full size. Without it, models repeat things or lose their shape.</source>
        <translation>大图先按模型训练时的尺寸构图，再以完整尺寸完成。不这样做，模型会重复画出事物或画不成形。</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>调度器</translation>
    </message>
    <message>
        <source>How noise is taken away, step by step.</source>
        <translation>逐步去除噪声的方式。</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压力</translation>
    </message>
    <message>
        <source>Edge predictor strength</source>
        <translation>边缘预测器强度</translation>
    </message>
    <message>
        <source>0 switches the method off.</source>
        <translation>0 表示关闭此方法。</translation>
    </message>
    <message>
        <source>Edge predictor start</source>
        <translation>边缘预测器开始</translation>
    </message>
    <message>
        <source>Share of the steps after which it begins.</source>
        <translation>达到此步数比例后开始作用。</translation>
    </message>
    <message>
        <source>Edge predictor end</source>
        <translation>边缘预测器结束</translation>
    </message>
    <message>
        <source>Share of the steps after which it lets go.</source>
        <translation>达到此步数比例后停止作用。</translation>
    </message>
    <message>
        <source>Where the edge predictor looks for edges</source>
        <translation>边缘预测器在哪里寻找边缘</translation>
    </message>
    <message>
        <source>ControlNet strength</source>
        <translation>ControlNet 强度</translation>
    </message>
    <message>
        <source>ControlNet start</source>
        <translation>ControlNet 开始</translation>
    </message>
    <message>
        <source>ControlNet end</source>
        <translation>ControlNet 结束</translation>
    </message>
    <message>
        <source>Control image</source>
        <translation>控制图</translation>
    </message>
    <message>
        <source>Emphasis</source>
        <translation>侧重</translation>
    </message>
    <message>
        <source>Guess mode</source>
        <translation>猜测模式</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>GLIGEN strength</source>
        <translation>GLIGEN 强度</translation>
    </message>
    <message>
        <source>GLIGEN start</source>
        <translation>GLIGEN 开始</translation>
    </message>
    <message>
        <source>GLIGEN end</source>
        <translation>GLIGEN 结束</translation>
    </message>
    <message>
        <source>T2I-Adapter strength</source>
        <translation>T2I 适配器强度</translation>
    </message>
    <message>
        <source>T2I-Adapter start</source>
        <translation>T2I 适配器开始</translation>
    </message>
    <message>
        <source>T2I-Adapter end</source>
        <translation>T2I 适配器结束</translation>
    </message>
    <message>
        <source>Pull of the words</source>
        <translation>词语的牵引</translation>
    </message>
    <message>
        <source>Keeps what the prompt names inside the outline you drew. 0 switches it off.</source>
        <translation>让提示词所指之物留在您画的轮廓内。0 为关闭。</translation>
    </message>
    <message>
        <source>GLIGEN fades</source>
        <translation>GLIGEN 淡出</translation>
    </message>
    <message>
        <source>Share of its steps, at the end, in which the boxes let go.</source>
        <translation>在末尾这一比例的步数内，方框的作用逐渐减弱。</translation>
    </message>
    <message>
        <source>Objects first</source>
        <translation>逐框生成后合成</translation>
    </message>
    <message>
        <source>Makes what each box says by itself, cuts it out and puts it into its box; the rest is painted around it. Takes a small picture a box longer.</source>
        <translation>先把每个方框所写的事物单独画好，抠出来放进方框，再围绕它们画其余部分。每个方框要多花画一张小图的时间。</translation>
    </message>
    <message>
        <source>LoRA strength</source>
        <translation>LoRA 强度</translation>
    </message>
    <message>
        <source>Variation seed</source>
        <translation>变体种子</translation>
    </message>
    <message>
        <source>Of the other noise that is mixed in.</source>
        <translation>混入的另一份噪声的种子。</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>How far the noise is turned towards that of another seed: 0.2 keeps the composition, 1 is another picture.</source>
        <translation>噪声向另一个种子的噪声偏转多少：0.2 保留构图，1 则是另一张图片。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Made together at a press of Generate, with seeds that follow each other.</source>
        <translation>每次按“生成”一起生成的数量，种子依次相连。</translation>
    </message>
    <message>
        <source>0 switches it off.</source>
        <translation>0 为关闭。</translation>
    </message>
    <message>
        <source>Denoising strength</source>
        <translation>重绘幅度</translation>
    </message>
    <message>
        <source>1 leaves nothing of the picture that it begins from.</source>
        <translation>1 表示完全不保留起始图片。</translation>
    </message>
    <message>
        <source>Grow mask</source>
        <translation>扩展蒙版</translation>
    </message>
    <message>
        <source>In picture pixels; below 0 the mask shrinks.</source>
        <translation>以图片像素计；小于 0 时蒙版收缩。</translation>
    </message>
    <message>
        <source>Feather mask</source>
        <translation>羽化蒙版</translation>
    </message>
    <message>
        <source>Picture pixels over which the new picture passes into the old one.</source>
        <translation>新图片过渡到旧图片的宽度，以图片像素计。</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>边距</translation>
    </message>
    <message>
        <source>Picture pixels around a part painted alone that the model sees.</source>
        <translation>单独绘制某部分时，模型在其周围看到的图片像素数。</translation>
    </message>
    <message>
        <source>Of the colour layer: 1 leaves nothing of its colours.</source>
        <translation>颜色图层的重绘幅度：1 表示其颜色全部消失。</translation>
    </message>
    <message>
        <source>Lines from</source>
        <translation>线条来源</translation>
    </message>
    <message>
        <source>How the drawing is turned into a control image.</source>
        <translation>画稿转换为控制图的方式。</translation>
    </message>
    <message>
        <source>Pen width</source>
        <translation>画笔粗细</translation>
    </message>
    <message>
        <source>At full pressure, in picture pixels.</source>
        <translation>压力最大时，以图片像素为单位。</translation>
    </message>
    <message>
        <source>Eraser width</source>
        <translation>橡皮粗细</translation>
    </message>
    <message>
        <source>Region brush width</source>
        <translation>区域画刷宽度</translation>
    </message>
    <message>
        <source>Whatever the pressure, in picture pixels.</source>
        <translation>与压力无关，以图片像素为单位。</translation>
    </message>
    <message>
        <source>Mask brush width</source>
        <translation>蒙版画笔宽度</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What the regions to come show.</source>
        <translation>接下来画的区域表示什么。</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Painted with a brush, or filled by a click.</source>
        <translation>用画刷涂抹，或单击填充。</translation>
    </message>
    <message>
        <source>Classes at hand</source>
        <translation>常用类别</translation>
    </message>
    <message>
        <source>On the keys 1 to 9, one a line.</source>
        <translation>对应按键 1 到 9，每行一个。</translation>
    </message>
    <message>
        <source>Paint brush width</source>
        <translation>上色笔刷粗细</translation>
    </message>
    <message>
        <source>Opacity of paint</source>
        <translation>颜料的不透明度</translation>
    </message>
    <message>
        <source>Of a whole stroke: where it crosses itself it is no darker.</source>
        <translation>整笔的不透明度：笔画自身交叉处不会更深。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>In which the paint brush paints.</source>
        <translation>上色笔刷的颜色。</translation>
    </message>
    <message>
        <source>Recent colours</source>
        <translation>最近的颜色</translation>
    </message>
    <message>
        <source>That were painted with, one a line.</source>
        <translation>用过的颜色，每行一个。</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>调色板</translation>
    </message>
    <message>
        <source>The colours at hand: a name of those that come with Sketchpad, or a .gpl file.</source>
        <translation>手边的颜色：Sketchpad 自带调色板的名称，或 .gpl 文件。</translation>
    </message>
    <message>
        <source>Mixing</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Whether paint covers what lies below, or darkens it.</source>
        <translation>颜料是盖住下面，还是使其变暗。</translation>
    </message>
    <message>
        <source>What a pen&apos;s pressure changes in paint.</source>
        <translation>压感笔的压力改变颜料的什么。</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>上色</translation>
    </message>
    <message>
        <source>With a brush, or by filling between lines.</source>
        <translation>用笔刷，或在线条之间填充。</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>笔压</translation>
    </message>
    <message>
        <source>A pen&apos;s pressure changes the width of the line.</source>
        <translation>笔的压力改变线条粗细。</translation>
    </message>
    <message>
        <source>Smooth lines</source>
        <translation>平滑线条</translation>
    </message>
    <message>
        <source>Takes the hand&apos;s jitter out of lines.</source>
        <translation>去除线条中手的抖动。</translation>
    </message>
    <message>
        <source>Steadiness</source>
        <translation>稳定程度</translation>
    </message>
    <message>
        <source>How far the line follows behind the pointer; 0: not at all.</source>
        <translation>线条落在指针后面多远；0：完全不落后。</translation>
    </message>
    <message>
        <source>Snap</source>
        <translation>吸附</translation>
    </message>
    <message>
        <source>What is dragged snaps to edges and middles that are near.</source>
        <translation>拖动的内容吸附到附近的边缘与中线。</translation>
    </message>
    <message>
        <source>Rulers</source>
        <translation>标尺</translation>
    </message>
    <message>
        <source>At the edges of the canvas.</source>
        <translation>显示在画布边缘。</translation>
    </message>
    <message>
        <source>Result opacity</source>
        <translation>结果不透明度</translation>
    </message>
    <message>
        <source>Of the picture on the canvas.</source>
        <translation>画布上图片的不透明度。</translation>
    </message>
    <message>
        <source>Result on canvas</source>
        <translation>画布上的结果</translation>
    </message>
    <message>
        <source>Where the picture is shown on the canvas.</source>
        <translation>图片显示在画布的哪里。</translation>
    </message>
    <message>
        <source>Recoveries kept</source>
        <translation>保留的恢复文件</translation>
    </message>
    <message>
        <source>Older ones are deleted.</source>
        <translation>更旧的会被删除。</translation>
    </message>
    <message>
        <source>Keep every picture</source>
        <translation>保存每张图片</translation>
    </message>
    <message>
        <source>In the gallery, until you delete it. Otherwise pictures are kept while Sketchpad is open.</source>
        <translation>保存在图库中，直到您删除。否则只在 Sketchpad 打开期间保留。</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>The folder in which the pictures lie.</source>
        <translation>图片所在的文件夹。</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>Gigabytes of pictures; beyond that the oldest go into the bin, but for those with a star or on a board. 0 is no limit.</source>
        <translation>图片的总容量（GB）；超出后最旧的图片会放入回收站，加星的或图集中的除外。0 表示不限。</translation>
    </message>
    <message>
        <source>Not older than</source>
        <translation>最长保存</translation>
    </message>
    <message>
        <source>Days; older pictures go into the bin, but for those with a star or on a board. 0 is no limit.</source>
        <translation>天数；更旧的图片会放入回收站，加星的或图集中的除外。0 表示不限。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Of JPEG and WebP files.</source>
        <translation>JPEG 和 WebP 文件的质量。</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Of exported pictures.</source>
        <translation>导出图片的格式。</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Of exported pictures. {name} of the drawing, {seed}, {prompt}, {date}, {time}, {model}, {method}, {size}.</source>
        <translation>导出图片的文件名。画稿的 {name}、{seed}、{prompt}、{date}、{time}、{model}、{method}、{size}。</translation>
    </message>
    <message>
        <source>Say in the picture what made it</source>
        <translation>在图片中说明生成方式</translation>
    </message>
    <message>
        <source>Prompt, settings and drawing, for Sketchpad and other programs, and that a model made it.</source>
        <translation>提示词、设置和画稿，供 Sketchpad 和其他程序使用，并注明由模型生成。</translation>
    </message>
    <message>
        <source>Trim cut-outs</source>
        <translation>裁剪抠图</translation>
    </message>
    <message>
        <source>To the thing, without the empty page around it.</source>
        <translation>裁剪到物体大小，去掉周围的空白。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Follows your system.</source>
        <translation>跟随系统。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <translation>窗口的颜色。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Folder of a model; empty: the one that comes with Sketchpad.</source>
        <translation>模型所在文件夹；留空：使用 Sketchpad 自带的模型。</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>Folders and files with models of your own, one a line.</source>
        <translation>您自己的模型所在的文件夹和文件，每行一个。</translation>
    </message>
    <message>
        <source>Offline mode</source>
        <translation>离线模式</translation>
    </message>
    <message>
        <source>Nothing is asked of the network; what is on this computer can be used.</source>
        <translation>不访问网络；可使用这台电脑上已有的内容。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where pictures are computed. Automatic: the fastest there is.</source>
        <translation>在哪里计算图片。自动：使用最快的设备。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Half precision is faster and needs less memory; full precision is the safest.</source>
        <translation>半精度更快、占用内存更少；全精度最稳妥。</translation>
    </message>
    <message>
        <source>Save memory</source>
        <translation>节省内存</translation>
    </message>
    <message>
        <source>Keeps idle model parts off the graphics card; a little slower. Layer by layer: for the smallest cards, much slower.</source>
        <translation>闲置部分不占显存；稍慢。“逐层”适用于显存最小的显卡，慢得多。</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>运行时</translation>
    </message>
    <message>
        <source>On processors OpenVINO is used where it is installed and faster. PyTorch: never.</source>
        <translation>在处理器上，如已安装且更快，则使用 OpenVINO。PyTorch：从不使用。</translation>
    </message>
    <message>
        <source>Live: refine</source>
        <translation>实时：细化</translation>
    </message>
    <message>
        <source>When the hand rests, the picture is made once more in all its steps.</source>
        <translation>停笔时，用全部步数再生成一次图片。</translation>
    </message>
    <message>
        <source>Live: begin from the last picture</source>
        <translation>实时：从上一张图片开始</translation>
    </message>
    <message>
        <source>After a small change half of the steps are taken, from a picture before it: sooner, and less changes.</source>
        <translation>改动较小时，从之前的图片开始，只走一半步数：更快，变化也更小。</translation>
    </message>
    <message>
        <source>Live: save the battery</source>
        <translation>实时：节省电池</translation>
    </message>
    <message>
        <source>Live drawing waits while the computer runs on its battery.</source>
        <translation>电脑使用电池时，实时绘图会等待。</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Address of a Ray cluster where pictures are made, like ray://10.0.0.5:10001; empty: on this computer.</source>
        <translation>用来生成图片的 Ray 集群地址，例如 ray://10.0.0.5:10001；留空则在本机生成。</translation>
    </message>
    <message>
        <source>The predicted picture of each step works with every model. Inner features need a network that was trained for the model (Voynov et al. 2022).</source>
        <translation>每一步的预测图像适用于所有模型。内部特征需要为该模型训练过的网络（Voynov 等，2022）。</translation>
    </message>
    <message>
        <source>Regional prompts strength</source>
        <translation>分区提示词强度</translation>
    </message>
    <message>
        <source>Regional prompts start</source>
        <translation>分区提示词开始</translation>
    </message>
    <message>
        <source>Regional prompts end</source>
        <translation>分区提示词结束</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Predicted picture</source>
        <translation>预测图像</translation>
    </message>
    <message>
        <source>Predicted picture, through the network</source>
        <translation>预测图像（通过网络）</translation>
    </message>
    <message>
        <source>Predicted picture, quickly</source>
        <translation>预测图像（快速）</translation>
    </message>
    <message>
        <source>Inner features, as published</source>
        <translation>内部特征（论文方法）</translation>
    </message>
    <message>
        <source>Fades</source>
        <translation>淡出</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>重缩放</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>更多设置</translation>
    </message>
    <message>
        <source>one pass</source>
        <translation>一遍完成</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>With the mouse or pen</source>
        <translation>使用鼠标或压感笔</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Brush width</source>
        <translation>画笔粗细</translation>
    </message>
    <message>
        <source>Ctrl+wheel, Alt+drag</source>
        <translation>Ctrl+滚轮，Alt+拖动</translation>
    </message>
    <message>
        <source>Square box</source>
        <translation>正方形方框</translation>
    </message>
    <message>
        <source>Shift+drag with the box tool</source>
        <translation>方框工具下 Shift+拖动</translation>
    </message>
    <message>
        <source>Box from its centre</source>
        <translation>从中心画方框</translation>
    </message>
    <message>
        <source>Alt+drag with the box tool</source>
        <translation>方框工具下 Alt+拖动</translation>
    </message>
    <message>
        <source>Box over another box</source>
        <translation>在方框上再画方框</translation>
    </message>
    <message>
        <source>Ctrl+drag with the box tool</source>
        <translation>方框工具下 Ctrl+拖动</translation>
    </message>
    <message>
        <source>Box with its lines</source>
        <translation>方框连同线条</translation>
    </message>
    <message>
        <source>Ctrl+drag with the select tool</source>
        <translation>选择工具下 Ctrl+拖动</translation>
    </message>
    <message>
        <source>The box beneath</source>
        <translation>下面的方框</translation>
    </message>
    <message>
        <source>Click again, Alt+click or Tab</source>
        <translation>再次单击、Alt+单击或 Tab</translation>
    </message>
    <message>
        <source>Type what is in a box</source>
        <translation>输入方框内容</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Move the page</source>
        <translation>移动页面</translation>
    </message>
    <message>
        <source>Space+drag, middle button</source>
        <translation>空格+拖动，鼠标中键</translation>
    </message>
    <message>
        <source>Straight line</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Shift+单击</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Other end of the pen</source>
        <translation>笔的另一端</translation>
    </message>
</context>
<context>
    <name>SideBySide</name>
    <message>
        <source>Side by side – Sketchpad</source>
        <translation>并排 – Sketchpad</translation>
    </message>
</context>
<context>
    <name>SizeRow</name>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Custom…</source>
        <translation>自定义…</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>正方形</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>纵向</translation>
    </message>
    <message>
        <source>Change size</source>
        <translation>更改尺寸</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Draw on the page, or begin with a sample</source>
        <translation>在页面上作画，或从示例开始</translation>
    </message>
    <message>
        <source>Recent drawings</source>
        <translation>最近的画稿</translation>
    </message>
    <message>
        <source>All samples…</source>
        <translation>全部示例…</translation>
    </message>
    <message>
        <source>{own} knows {count} things and draws them as simple illustrations within seconds. For any subject, photographs and paintings, get {name}.</source>
        <translation>{own} 认识 {count} 种事物，几秒内即可画出简单插画。想画任意题材、照片或绘画风格，请获取 {name}。</translation>
    </message>
    <message>
        <source>takes as much graphics memory; without a graphics card {twice} of memory, and is slow</source>
        <translation>需要同样大小的显存；没有显卡时需要 {twice} 内存，而且很慢</translation>
    </message>
    <message>
        <source>Get {name}…</source>
        <translation>获取 {name}…</translation>
    </message>
</context>
<context>
    <name>StartPanel</name>
    <message>
        <source>Begin from a picture</source>
        <translation>从图片开始</translation>
    </message>
    <message>
        <source>Change a picture instead of beginning from noise alone</source>
        <translation>在一张图片的基础上修改，而不是只从噪声开始</translation>
    </message>
    <message>
        <source>Add a LoRA</source>
        <translation>添加 LoRA</translation>
    </message>
    <message>
        <source>A small file that teaches the model a style or a thing</source>
        <translation>教会模型一种风格或事物的小文件</translation>
    </message>
</context>
<context>
    <name>StrokeCommands</name>
    <message>
        <source>Delete lines</source>
        <translation>删除线条</translation>
    </message>
    <message>
        <source>Cut lines</source>
        <translation>剪切线条</translation>
    </message>
    <message>
        <source>Duplicate lines</source>
        <translation>复制线条</translation>
    </message>
    <message>
        <source>Move lines</source>
        <translation>移动线条</translation>
    </message>
    <message>
        <source>Scale lines</source>
        <translation>缩放线条</translation>
    </message>
    <message>
        <source>Role of lines</source>
        <translation>线条作用</translation>
    </message>
    <message>
        <source>Paste lines</source>
        <translation>粘贴线条</translation>
    </message>
</context>
<context>
    <name>StrokesTool</name>
    <message>
        <source>Lines: click or drag around them. Shift: add. Drag: move, with Alt a copy. Handles: scale, Shift: in proportion, Alt: from the middle. Round handle: turn. 1, 2, 3: role</source>
        <translation>线条：单击或拖框选择。Shift：添加。拖动：移动，按 Alt 则复制。控制点：缩放，Shift：等比，Alt：从中心。圆形控制点：旋转。1、2、3：作用</translation>
    </message>
    <message>
        <source>Move lines</source>
        <translation>移动线条</translation>
    </message>
    <message>
        <source>Scale lines</source>
        <translation>缩放线条</translation>
    </message>
    <message>
        <source>Turn lines</source>
        <translation>旋转线条</translation>
    </message>
</context>
<context>
    <name>Style</name>
    <message>
        <source>Watercolor</source>
        <translation>水彩</translation>
    </message>
    <message>
        <source>Ink drawing</source>
        <translation>墨线画</translation>
    </message>
    <message>
        <source>Oil painting</source>
        <translation>油画</translation>
    </message>
    <message>
        <source>Flat illustration</source>
        <translation>扁平插画</translation>
    </message>
    <message>
        <source>Outlined cartoon</source>
        <translation>描边卡通</translation>
    </message>
    <message>
        <source>Sticker</source>
        <translation>贴纸</translation>
    </message>
    <message>
        <source>3D render</source>
        <translation>三维渲染</translation>
    </message>
    <message>
        <source>Pixel art</source>
        <translation>像素画</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Low quality</source>
        <translation>低质量</translation>
    </message>
    <message>
        <source>Bad anatomy</source>
        <translation>肢体错误</translation>
    </message>
    <message>
        <source>Text and watermarks</source>
        <translation>文字和水印</translation>
    </message>
    <message>
        <source>Cropped</source>
        <translation>被裁切</translation>
    </message>
</context>
<context>
    <name>StyleMenu</name>
    <message>
        <source>Delete style</source>
        <translation>删除风格</translation>
    </message>
    <message>
        <source>Negative presets</source>
        <translation>负面预设</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Remove a style</source>
        <translation>去掉风格</translation>
    </message>
    <message>
        <source>Add a style</source>
        <translation>加入风格</translation>
    </message>
</context>
<context>
    <name>TokenCount</name>
    <message>
        <source>Tokens of the prompt, and how many there is room for in its chunks</source>
        <translation>提示词的词元数，以及各分块可容纳的数量</translation>
    </message>
</context>
<context>
    <name>ToolRail</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Opacity of what lies over the pictures</source>
        <translation>叠加层的不透明度</translation>
    </message>
    <message>
        <source>Opacity of what lies over the pictures ([ and ])</source>
        <translation>叠加层的不透明度（[ 和 ]）</translation>
    </message>
    <message>
        <source>Order of the cells</source>
        <translation>格子的顺序</translation>
    </message>
    <message>
        <source>Order of the cells (O: the next one)</source>
        <translation>格子的顺序（O：下一种）</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>吻合</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>invented</source>
        <translation>多余</translation>
    </message>
</context>
<context>
    <name>UndoPanel</name>
    <message>
        <source>Changes</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>VaeCard</name>
    <message>
        <source>Use the model&apos;s own VAE</source>
        <translation>使用模型自带的 VAE</translation>
    </message>
    <message>
        <source>Chosen VAE</source>
        <translation>所选的 VAE</translation>
    </message>
</context>
<context>
    <name>WordGroup</name>
    <message>
        <source>animals</source>
        <translation>动物</translation>
    </message>
    <message>
        <source>food</source>
        <translation>食物</translation>
    </message>
    <message>
        <source>vehicles</source>
        <translation>交通工具</translation>
    </message>
    <message>
        <source>nature</source>
        <translation>自然</translation>
    </message>
    <message>
        <source>places</source>
        <translation>建筑与街道</translation>
    </message>
    <message>
        <source>things</source>
        <translation>物品</translation>
    </message>
    <message>
        <source>tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>play</source>
        <translation>运动与游戏</translation>
    </message>
    <message>
        <source>music</source>
        <translation>乐器</translation>
    </message>
    <message>
        <source>colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>styles</source>
        <translation>画风</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>WordHelp</name>
    <message>
        <source>Known words</source>
        <translation>已知词语</translation>
    </message>
    <message>
        <source>Show list</source>
        <translation>查看列表</translation>
    </message>
    <message>
        <source>This model knows {count} things; not {words}.</source>
        <translation>此模型认识 {count} 种事物，不含 {words}。</translation>
    </message>
    <message>
        <source>Put “{known}” in the place of “{word}”</source>
        <translation>用“{known}”替换“{word}”</translation>
    </message>
</context>
<context>
    <name>WordList</name>
    <message>
        <source>Known words</source>
        <translation>已知词语</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Press a word to put it into the prompt.</source>
        <translation>单击词语即可放进提示词。</translation>
    </message>
</context>
<context>
    <name>_Preview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
</TS>
