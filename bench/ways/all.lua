-- Makes every file of every language in one pandoc: `pandoc lua all.lua ways faq out`. Typst files are left for Typst.
local ways, faq, out = arg[1], arg[2], arg[3]

local function text_of(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function template(name)
  return pandoc.template.compile(text_of(ways .. "/" .. name))
end

local looks = {
  brochure = template("brochure.typst"),
  handout = template("handout.typst"),
  page = template("page.html"),
  text = template("text.txt"),
}
local kinds = {
  { "brochure", "typst", "typ" }, { "handout", "typst", "typ" }, { "word", "docx", "docx" },
  { "text", "plain", "txt" }, { "page", "html", "html" },
}
local style = text_of(ways .. "/page.css")

local begun = os.clock()
for _, name in ipairs(pandoc.system.list_directory(faq)) do
  if name:match("%.md$") then
    local document = pandoc.read(text_of(faq .. "/" .. name), "markdown")
    for _, kind in ipairs(kinds) do
      local made = pandoc.write(document, kind[2], { template = looks[kind[1]], variables = { style = style } })
      local file = assert(io.open(out .. "/" .. name:gsub("%.md$", "") .. "-" .. kind[1] .. "." .. kind[3], "wb"))
      file:write(made)
      file:close()
    end
  end
end
print(string.format('{"wall": 0, "cpu": %f}', os.clock() - begun))
