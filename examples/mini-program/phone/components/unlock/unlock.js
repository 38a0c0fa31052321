// Behind the custom button of the call page.
Component({
  properties: { callerId: String, listenerId: String },
  data: { isOpen: false },
  methods: {
    unlock() {
      this.setData({ isOpen: true })
    },
  },
})
